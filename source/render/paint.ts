import type {styleText} from 'node:util';

/** Colours a text where it is shown in colours, and leaves it as it is elsewhere. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;
