import test from 'ava';
import {formatTable, type TableColumn} from '../../source/text/format-table.js';
import {textWidth} from '../../source/text/text-width.js';

const columns: TableColumn[] = [
	{heading: 'Name', canShrink: true},
	{heading: 'Rows', align: 'right'},
	{heading: 'State'},
];

test('a table has its columns two spaces apart, numbers right, and no spaces at the ends', t => {
	t.deepEqual(
		formatTable({
			columns,
			rows: [
				['nightly_1122', '81,100,233', 'complete'],
				['a', '0', ''],
			],
		}),
		[
			'Name                Rows  State',
			'nightly_1122  81,100,233  complete',
			'a                      0',
		],
	);
});

test('a table of Chinese names stands in straight columns', t => {
	const lines = formatTable({
		columns: [{heading: '名称'}, {heading: '行数', align: 'right'}, {heading: '状态'}],
		rows: [
			['生产集群', '3,000', '完整'],
			['prod-eu', '12', '未完成'],
		],
	});
	t.deepEqual(lines, ['名称       行数  状态', '生产集群  3,000  完整', 'prod-eu      12  未完成']);
	t.deepEqual(
		lines.map(line => textWidth(line.slice(0, line.lastIndexOf('  ')))),
		[15, 15, 15],
	);
});

test('a table that is too wide truncates the columns that may shrink', t => {
	t.deepEqual(
		formatTable({
			columns,
			rows: [
				['a_very_long_name_of_a_backup', '3,000', 'complete'],
				['中文的很长很长的名称', '12', 'partial'],
			],
			width: 32,
		}),
		[
			'Name              Rows  State',
			'a_very_long_na…  3,000  complete',
			'中文的很长很长…     12  partial',
		],
	);
});

test('the widest column shrinks first, and none below what can be recognised', t => {
	const shrinkable: TableColumn[] = [
		{heading: 'A', canShrink: true},
		{heading: 'B', canShrink: true},
	];
	const rows = [['1234567890', '12345678901234567890']];
	t.deepEqual(formatTable({columns: shrinkable, rows, width: 24}).slice(1), [
		'1234567890  12345678901…',
	]);
	t.deepEqual(formatTable({columns: shrinkable, rows, width: 18}).slice(1), ['1234567…  1234567…']);
	t.deepEqual(formatTable({columns: shrinkable, rows, width: 3}).slice(1), ['12345…  12345…']);
});

test('a cell from a server cannot break the table', t => {
	t.deepEqual(
		formatTable({
			columns: [{heading: 'Name'}, {heading: 'Rows'}],
			rows: [['a\u001B[2J\nb', '1'], ['short']],
		}),
		['Name   Rows', 'a b    1', 'short'],
	);
});

test('a table without rows is its headings', t => {
	t.deepEqual(formatTable({columns, rows: []}), ['Name  Rows  State']);
});
