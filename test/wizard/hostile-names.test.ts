import test from 'ava';
import {render} from 'ink-testing-library';
import {createElement} from 'react';
import {messagesFor} from '../../source/messages/messages.js';
import {App} from '../../source/wizard/app.js';
import type {Step} from '../../source/dialog/step.js';
import type {Controller} from '../../source/wizard/controller.js';
import {cannedDialog} from '../helpers/dialog/canned-dialog.js';
import {usual} from '../helpers/dialog/canned-facts.js';
import {stateOf} from '../helpers/dialog/screens.js';
import {hostile} from '../helpers/backups/hostile-backup.js';

test('whatever a view draws, the wizard’s screen has text and colours of its own only', t => {
	const {step} = cannedDialog(usual);
	const state = stateOf(
		{...step, title: `a${hostile}`, question: `b${hostile}`} as Step,
		{columns: 200, rows: 24},
		{scrollback: [{text: `c${hostile}`}]},
	);
	const controller = {
		state,
		subscribe: () => () => undefined,
		dispatch() {},
		press() {},
	} as unknown as Controller;
	const {frames, unmount} = render(
		createElement(App, {
			controller,
			suspend: async () => undefined,
			terminal: process.stdout,
			appearance: {
				messages: () => messagesFor('en'),
				version: '0.1.0',
				hasColours: true,
				isUnicode: true,
			},
		}),
	);
	unmount();
	const shown = frames.join('');
	t.false(shown.includes('\u001B[2J'));
	t.regex(shown, /b ✔ everything is wellgnp\.exeab/);
	for (const one of ['\r', '\b', '\u0007', '\u009B', '\u202E', '\u200B']) {
		t.false(shown.includes(one), JSON.stringify(one));
	}
});
