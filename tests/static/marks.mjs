/* The table tests/vectors/marks.csv (see tests/view/test_runs.c) in the browser's modules: they read and
 * draw what src/form and src/view read and draw, texts without marks before the grammar of the others is
 * there, too. And long runs of signs take no longer than as long. */
import {readFileSync} from 'node:fs';
import {anyMarked, drawn, escape, isMarkup, plain, prepare, read} from '../../www/static/runs.js';
import {rows} from './rows.mjs';

const ANSWERS = {n: '5', none: '', sly: '*x* <b>_y_</b> # [z](z) ${n}', lines: 'one\ntwo'};
const runs = (text) => read(text).map((piece) => piece.ref === undefined ? piece : {...piece, text: ANSWERS[piece.ref]}).filter((run) => run.text !== '');
const shown = (v) => isMarkup(v) ? v.html : escape(v);

let count = 0;
function is(got, expected, what) {
	const good = got === expected;
	console.log(`${good ? 'ok' : 'not ok'} ${++count} - ${what.replace(/[#\n\r]/g, ' ')}`);
	if (!good) {
		console.log(`# expected “${expected}”, got “${got}”`.replaceAll('\n', '\\n'));
		process.exitCode = 1;
	}
}

const [, ...cases] = rows(readFileSync(new URL('../vectors/marks.csv', import.meta.url), 'utf8'));
is(cases.length >= 150, true, 'the table has its rows');
const simple = cases.filter(([text]) => !anyMarked(text));
is(simple.length >= 20, true, 'some have no marks');
for (const [text, , html] of simple)
	is(shown(drawn(runs(text))), html, `without the grammar: ${text}`);
await prepare({nodes: cases, lists: []});
for (const [text, expected, html] of cases) {
	is(plain(runs(text)), expected, `plain: ${text}`);
	is(shown(drawn(runs(text))), html, `drawn: ${text}`);
}

is(plain(runs('a\r\nb\r*c*')), 'a\nb\nc', 'line ends of other systems');

/* 64 KB each; the same as in tests/form/test_marks.c. */
const LENGTH = 1 << 16;
const HOSTILE = ['*', '_', '*a', 'a*', '*a ', 'a* ', '**a ', 'a** ', '***a', '_*', '*_', '[', '](', '[a](', '[a](b', '\\', '#', '# ', '${', '${a', '\n', '\n# ', '* **', '** a\n', 'x ** ', '<b>', '_a **b '];
for (const sign of HOSTILE) {
	const text = sign.repeat(Math.ceil(LENGTH / sign.length)).slice(0, LENGTH);
	const begun = process.cpuUsage();
	read(text);
	const {user, system} = process.cpuUsage(begun);
	/* Of the square of its length it would be many more. */
	is(user + system < 3e6, true, `64 KB of “${sign}” in ${Math.round((user + system) / 1e3)} ms`);
}
console.log(`1..${count}`);
