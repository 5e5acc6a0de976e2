/* The table tests/vectors/logic.csv (see tests/form/test_expr.c) in the browser's evaluator: it
 * gives what src/form gives. */
import {readFileSync} from 'node:fs';
import {parse, toText} from '../../www/static/expr.js';
import {rows} from './rows.mjs';

/* Pairs of name and value; a value of null: no instance. */
const answersOf = (text) => text.split(';').filter(Boolean).map((pair) => {
	const [name, ...rest] = pair.split('=');
	return [name, rest.length ? rest.join('=') : null];
});

function run(expression, given) {
	/* Refs are pairs; a question without an answer is one of its own. */
	const answers = answersOf(given);
	const all = (name) => {
		const found = answers.filter(([n]) => n === name);
		return found.length ? found : [[name, '']];
	};
	const names = {question: (name) => all(name)[0], several: all};
	const env = {question: ([, value]) => value ?? '', relevant: ([, value]) => value !== null, dot: all('.')[0][1],
		today: '2025-07-01', now: '2025-07-01T10:30:00'};
	try {
		return toText(parse(expression, names)(env));
	} catch (error) {
		return `fault: ${error.message}`;
	}
}

const [, ...cases] = rows(readFileSync(new URL('../vectors/logic.csv', import.meta.url), 'utf8'));
console.log(`1..${cases.length + 1}`);
console.log(`${cases.length >= 200 ? '' : 'not '}ok 1 - the table has its hundreds of rows`);
cases.forEach(([expression, given, expected], i) => {
	const got = run(expression, given ?? '');
	const good = got === expected;
	console.log(`${good ? 'ok' : 'not ok'} ${i + 2} - ${expression.replace(/[#\n]/g, ' ')} [${given}]`);
	if (!good) {
		console.log(`# expected “${expected}”, got “${got}”`);
		process.exitCode = 1;
	}
});
