import {setImmediate} from 'node:timers/promises';
import {Box, Static, Text, useApp, useInput, usePaste} from 'ink';
import {useEffect, useLayoutEffect, useRef, useSyncExternalStore, type ReactNode} from 'react';
import {stripControl} from '../utils/strip-control.js';
import type {Controller} from './controller.js';
import {pressOf, type Press} from './key.js';
import {screenOf, type Appearance} from './screen.js';
import {lookOf, toAscii} from './theme.js';
import {layoutBody, type StyledLine} from './components/styled.js';

/** The wizard's screen: draws what the controller says, and gives it the keys. */
export function App({
	controller,
	terminal,
	appearance,
	suspend,
}: {
	controller: Controller;
	terminal: NodeJS.WriteStream;
	appearance: Appearance;
	/** Stops the process, until its shell continues it. */
	suspend: () => Promise<void>;
}): ReactNode {
	const state = useSyncExternalStore(
		listener => controller.subscribe(listener),
		() => controller.state,
	);
	const {exit, suspendTerminal, waitUntilRenderFlush} = useApp();
	const read = useKeysOfOneRead(presses => {
		if (presses.some(({name}) => name === 'suspend')) {
			void suspendTerminal(suspend);
		}

		controller.press(...presses);
	});
	useInput((input, key) => {
		const press = pressOf(input, key);
		if (press) {
			read(press);
		}
	});
	usePaste(text => {
		read({name: 'paste', text});
	});
	const {screen} = state;
	useLayoutEffect(() => {
		const tell = async (): Promise<void> => {
			await waitUntilRenderFlush();
			// Keys that waited to be read are older than what is drawn now: they are read in between.
			await setImmediate();
			await setImmediate();
			controller.dispatch({type: 'drawn', screen});
		};

		void tell();
	}, [controller, screen, waitUntilRenderFlush]);
	useEffect(() => {
		const resize = (): void => {
			const {columns, rows} = terminal;
			controller.dispatch({type: 'resize', size: {columns, rows}});
		};

		terminal.on('resize', resize);
		controller.dispatch({type: 'begin'});
		return () => {
			terminal.off('resize', resize);
		};
	}, [controller, terminal]);
	const isOver = state.exitReason !== undefined;
	useEffect(() => {
		if (isOver) {
			exit();
		}
	}, [isOver, exit]);
	return (
		<>
			<Static items={[...state.scrollback]}>
				{(line, index) => (
					<Lines
						key={index}
						lines={layoutBody([line], state.size.columns - 1)}
						appearance={appearance}
					/>
				)}
			</Static>
			<Lines lines={isOver ? [] : screenOf(state, appearance)} appearance={appearance} />
		</>
	);
}

/** Ink gives one key after another; which of them came together is known when it has given all. */
function useKeysOfOneRead(onRead: (presses: readonly Press[]) => void): (press: Press) => void {
	const waiting = useRef<Press[]>([]);
	return press => {
		waiting.current.push(press);
		if (waiting.current.length === 1) {
			queueMicrotask(() => {
				onRead(waiting.current.splice(0));
			});
		}
	};
}

function Lines({
	lines,
	appearance,
}: {
	lines: readonly StyledLine[];
	appearance: Appearance;
}): ReactNode {
	return (
		<Box flexDirection="column">
			{lines.map((line, row) => (
				<Text key={row} wrap="truncate-end">
					{line.length === 0 ? ' ' : ''}
					{line.map(({text, tone}, index) => (
						<Text key={index} {...lookOf(tone, appearance)}>
							{plain(text, appearance)}
						</Text>
					))}
				</Text>
			))}
		</Box>
	);
}

/**
 * The border of the screen: whatever names and reasons hold, a terminal gets nothing but text from
 * it.
 */
function plain(text: string, {isUnicode}: Appearance): string {
	const harmless = stripControl(text);
	return isUnicode ? harmless : toAscii(harmless);
}
