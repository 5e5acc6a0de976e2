/*
 * Canonical answers, as the server stores them: what is accepted as a number, a
 * date, a text. Twin of src/form/canon.c. canon(question, values) gives
 * {value} or {value: '', code, arg1, arg2} when it is malformed.
 */
import {isDate} from './values.js';

const TEXT_CHARS = 4000;
const DIGITS_MAX = 15;

const bad = (code, arg1, arg2) => ({value: '', code, arg1, arg2});
const trim = (s) => s.replace(/^[ \t-\r]+|[ \t-\r]+$/g, '');

/* Why a text with something else than digits, sign and marks is no number. */
function numberFault(s) {
	if (/[\uff10-\uff19\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/.test(s))
		return 'digits';
	if (/[^-+0-9 '.,\u0080-\uffff]/.test(s))
		return 'number';
	return /[0-9]/.test(s) && /[ '.,\u00a0\u202f\u2009\u2019]/.test(s) ? 'grouping' : 'number';
}

function number(s, integer) {
	const m = /^([-+]?)(\d*)(?:([.,])(\d*))?$/.exec(s);
	if (!m || (m[2] + (m[4] ?? '')) === '') {
		const why = numberFault(s);
		return bad(why === 'number' && integer ? 'integer' : why);
	}
	if (integer && m[3])
		return bad('integer');
	const whole = m[2].replace(/^0+/, '');
	const fraction = (m[4] ?? '').replace(/0+$/, '');
	if (whole.length + fraction.length > DIGITS_MAX)
		return bad('number_long');
	if (!whole && !fraction)
		return {value: '0'};
	return {value: `${m[1] === '-' ? '-' : ''}${whole || '0'}${fraction && `.${fraction}`}`};
}

function range({start, end, step}, s) {
	const c = number(s, false);
	if (c.code)
		return c;
	const v = Number(c.value);
	const steps = (v - start) / step;
	return v >= start && v <= end && Math.abs(steps - Math.round(steps)) < 1e-6 ? c : bad('range', start, end);
}

/* HH:MM, or HH:MM:SS where there are seconds; undefined when it is no time. */
function time(s) {
	const m = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d*)?)?(Z|[+-](\d\d):(\d\d))?$/.exec(s);
	if (!m || m[1] > 23 || m[2] > 59 || (m[3] ?? 0) > 59 || (m[5] ?? 0) > 14 || (m[6] ?? 0) > 59)
		return undefined;
	return `${m[1].padStart(2, '0')}:${m[2]}${m[3] && m[3] !== '00' ? `:${m[3]}` : ''}`;
}

function dateTime(s) {
	const t = /^.{10}[T ]/.test(s) && isDate(s.slice(0, 10)) ? time(s.slice(11)) : undefined;
	return t ? {value: `${s.slice(0, 10)}T${t}`} : bad('datetime');
}

/* CR LF and CR become LF; other controls but TAB are refused. */
function text(q, s) {
	const max = q.parameters.max ?? TEXT_CHARS;
	const value = s.replace(/\r\n?/g, '\n');
	if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(value))
		return bad('characters');
	return [...value].length <= max ? {value} : bad('too_long', max);
}

function single(q, s) {
	switch (q.type) {
	case 'integer':
	case 'decimal':
		return number(s, q.type === 'integer');
	case 'range':
		return range(q.parameters, s);
	case 'date':
		return isDate(s) ? {value: s} : bad('date');
	case 'time': {
		const t = time(s);
		return t ? {value: t} : bad('time');
	}
	case 'dateTime':
	case 'datetime':
		return dateTime(s);
	case 'select_one':
		return q.list.byName.has(s) ? {value: s} : bad('choice');
	case 'acknowledge':
		return s === 'OK' ? {value: s} : bad('choice');
	default:
		return text(q, s);
	}
}

function many(q, values) {
	const codes = values.map(trim).filter(Boolean);
	const given = new Set(codes);
	if (codes.some((code) => !q.list.byName.has(code)) || (q.type === 'rank' && given.size < codes.length))
		return bad('choice');
	return {value: (q.type === 'rank' ? codes : [...q.list.byName.keys()].filter((code) => given.has(code))).join(' ')};
}

export const isNumber = (q) => q.type === 'integer' || q.type === 'decimal' || q.type === 'range';
export const isMany = (q) => q.type === 'select_multiple' || q.type === 'rank';

export function canon(q, values) {
	if (isMany(q))
		return many(q, values);
	let one = null;
	for (const value of values) {
		const s = trim(value);
		if (!s)
			continue;
		/* Chips and the number field share a name; the field stands last. */
		if (one !== null && !isNumber(q) && s !== one)
			return bad('single');
		one = s;
	}
	return one === null ? {value: ''} : single(q, one);
}
