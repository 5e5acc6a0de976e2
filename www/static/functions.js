/*
 * The functions of expressions, a row each: the fewest and the most arguments,
 * and what it gives of (env, args); each argument is a function of env. Lengths
 * and positions count characters. Twin of src/form/expr_functions*.c.
 */
import {civil, cut, dateDays, dateOfDays, roundUp, toBoolean, toNumber, toText, words} from './values.js';
import {matches} from './regex.js';

const text = (env, f) => toText(f(env));
const number = (env, f) => toNumber(f(env));
const two = (n) => String(n).padStart(2, '0');
const blank = (v) => v === '' || Number.isNaN(v);
const own = (env, args) => args.length ? text(env, args[0]) : toText(env.dot);

/* A function of texts, or of numbers, from one of plain values. */
const ofTexts = (f) => (env, args) => f(...args.map((a) => text(env, a)));
const ofNumbers = (f) => (env, args) => f(...args.map((a) => number(env, a)));

function selected(env, [list, code]) {
	const codes = words(text(env, list));
	const wanted = text(env, code).trim();
	/* As in ODK, nothing chosen selects the empty text. */
	return codes.includes(wanted) || (wanted === '' && !codes.length);
}

function round(env, args) {
	const v = number(env, args[0]);
	if (args.length === 1)
		return roundUp(v);
	const places = Math.max(-15, Math.min(15, Math.trunc(number(env, args[1]))));
	const scale = Number(`1e${Number.isNaN(places) ? -15 : places}`);
	const scaled = roundUp(v * scale) / scale;
	/* Where scaling overflows or loses the value, there is nothing to round. */
	return Number.isFinite(scaled) ? scaled : v;
}

const extreme = (better) => ofNumbers((...all) => all.reduce((best, v) =>
	Number.isNaN(v) || Number.isNaN(best) ? NaN : better(v, best) ? v : best));

/* A character index from 0 to `count`; a negative one counts from the end. */
function clamp(at, count) {
	if (Number.isNaN(at))
		return 0;
	at = Math.trunc(at);
	return Math.max(0, Math.min(at < 0 ? at + count : at, count));
}

function substr(env, args) {
	const chars = [...text(env, args[0])];
	const from = clamp(number(env, args[1]), chars.length);
	const to = args.length > 2 ? clamp(number(env, args[2]), chars.length) : chars.length;
	return cut(chars.slice(from, Math.max(from, to)).join(''));
}

function translate(s, from, to) {
	const a = [...from];
	const b = [...to];
	return cut([...s].map((c) => a.includes(c) ? b[a.indexOf(c)] ?? '' : c).join(''));
}

/* A text as it is, a number of days as YYYY-MM-DD; '' when it is no date. */
const toDate = (keepTime) => (env, [arg]) => {
	const v = arg(env);
	const day = dateOfDays(toNumber(v));
	return day && typeof v === 'string' && keepTime && v.length > 10 ? v : day;
};

function decimalDateTime(env, [arg]) {
	const v = arg(env);
	return typeof v === 'string' ? dateDays(v) ?? NaN : typeof v === 'number' ? v : NaN;
}

function formatDate(env, [when, format]) {
	const days = number(env, when);
	const c = civil(days);
	if (!c)
		return '';
	const minutes = roundUp((days - Math.floor(days)) * 1440) % 1440;
	const [hour, minute] = [Math.floor(minutes / 60), minutes % 60];
	const parts = {
		Y: String(c[0]).padStart(4, '0'), y: two(c[0] % 100), m: two(c[1]), n: String(c[1]), d: two(c[2]), e: String(c[2]),
		H: two(hour), h: String(hour), M: two(minute), S: '00',
	};
	return cut(text(env, format).replace(/%(.)/gsu, (all, letter) => parts[letter] ?? letter));
}

export const functions = {
	'selected': [2, 2, selected],
	'count-selected': [1, 1, (env, [a]) => words(text(env, a)).length],
	'selected-at': [2, 2, (env, [a, at]) => words(text(env, a))[Math.trunc(number(env, at))] ?? ''],
	'if': [3, 3, (env, [test, yes, no]) => (toBoolean(test(env)) ? yes : no)(env)],
	'coalesce': [1, Infinity, (env, args) => {
		for (const arg of args.slice(0, -1)) {
			const v = arg(env);
			if (!blank(v))
				return v;
		}
		return args.at(-1)(env);
	}],
	'not': [1, 1, (env, [a]) => !toBoolean(a(env))],
	'int': [1, 1, ofNumbers(Math.trunc)],
	'round': [1, 2, round],
	'number': [0, 1, (env, args) => toNumber(args.length ? args[0](env) : env.dot)],
	'string': [1, 1, ofTexts((s) => s)],
	'string-length': [0, 1, (env, args) => [...own(env, args)].length],
	'concat': [1, Infinity, ofTexts((...all) => cut(all.join('')))],
	'regex': [2, 2, ofTexts(matches)],
	'today': [0, 0, (env) => env.today],
	'now': [0, 0, (env) => env.now],
	'true': [0, 0, () => true],
	'false': [0, 0, () => false],
	'boolean': [1, 1, (env, [a]) => toBoolean(a(env))],
	'boolean-from-string': [1, 1, ofTexts((s) => s.toLowerCase() === 'true' || s === '1')],
	'floor': [1, 1, ofNumbers(Math.floor)],
	'ceiling': [1, 1, ofNumbers(Math.ceil)],
	'abs': [1, 1, ofNumbers(Math.abs)],
	'sqrt': [1, 1, ofNumbers(Math.sqrt)],
	'pow': [2, 2, ofNumbers((a, b) => a ** b)],
	'min': [1, Infinity, extreme((a, b) => a < b)],
	'max': [1, Infinity, extreme((a, b) => a > b)],
	'contains': [2, 2, ofTexts((s, part) => s.includes(part))],
	'starts-with': [2, 2, ofTexts((s, part) => s.startsWith(part))],
	'ends-with': [2, 2, ofTexts((s, part) => s.endsWith(part))],
	'substr': [2, 3, substr],
	'substring-before': [2, 2, ofTexts((s, part) => s.slice(0, Math.max(0, s.indexOf(part))))],
	'substring-after': [2, 2, ofTexts((s, part) => s.includes(part) ? s.slice(s.indexOf(part) + part.length) : '')],
	'translate': [3, 3, ofTexts(translate)],
	'normalize-space': [0, 1, (env, args) => words(own(env, args)).join(' ')],
	'date': [1, 1, toDate(false)],
	'date-time': [1, 1, toDate(true)],
	'decimal-date-time': [1, 1, decimalDateTime],
	'format-date': [2, 2, formatDate],
	'jr:choice-name': [2, 2, (env, [code, question]) => {
		const c = text(env, code);
		return env.choiceLabel?.(question.ref, c) ?? c;
	}],
};
