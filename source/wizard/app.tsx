import {Box, Static, Text, useApp, useInput} from 'ink';
import {useEffect, useSyncExternalStore, type ReactNode} from 'react';
import {stripControl} from '../utils/strip-control.js';
import type {Controller} from './controller.js';
import {pressOf} from './keys/key.js';
import {screenOf, type Looks} from './screen.js';
import {lookOf, toAscii} from './theme.js';
import {bodyOf, type StyledLine} from './views/styled.js';

/** The wizard's screen: draws what the controller says, and gives it the keys. */
export function App({
	controller,
	terminal,
	looks,
}: {
	controller: Controller;
	terminal: NodeJS.WriteStream;
	looks: Looks;
}): ReactNode {
	const state = useSyncExternalStore(
		listener => controller.subscribe(listener),
		() => controller.state,
	);
	const {exit} = useApp();
	useInput((input, key) => {
		const press = pressOf(input, key);
		if (press) {
			controller.press(press);
		}
	});
	useEffect(() => {
		const resize = (): void => {
			controller.resize({columns: terminal.columns, rows: terminal.rows});
		};

		terminal.on('resize', resize);
		controller.begin();
		return () => {
			terminal.off('resize', resize);
		};
	}, [controller, terminal]);
	const isOver = state.ending !== undefined;
	useEffect(() => {
		if (isOver) {
			exit();
		}
	}, [isOver, exit]);
	return (
		<>
			<Static items={[...state.kept]}>
				{(kept, index) => (
					<Lines
						key={index}
						lines={bodyOf([kept], state.size.columns - 1)}
						looks={looks}
					/>
				)}
			</Static>
			<Lines lines={isOver ? [] : screenOf(state, looks)} looks={looks} />
		</>
	);
}

function Lines({
	lines,
	looks,
}: {
	lines: readonly StyledLine[];
	looks: Looks;
}): ReactNode {
	return (
		<Box flexDirection="column">
			{lines.map((line, row) => (
				<Text key={row} wrap="truncate-end">
					{line.length === 0 ? ' ' : ''}
					{line.map(({text, tone}, index) => (
						<Text key={index} {...lookOf(tone, looks)}>
							{plain(text, looks)}
						</Text>
					))}
				</Text>
			))}
		</Box>
	);
}

/** The border of the screen: whatever names and reasons hold, a terminal gets nothing but text from it. */
function plain(text: string, {isUnicode}: Looks): string {
	const harmless = stripControl(text);
	return isUnicode ? harmless : toAscii(harmless);
}
