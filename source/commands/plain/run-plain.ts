import type {GuideOptions} from '../../guide/guide.js';
import type {Context} from '../shared/context.js';

export async function runPlain(
	_context: Context,
	_options: GuideOptions,
): Promise<'left' | 'interrupted'> {
	return 'left';
}
