/*
 * Values of expressions and their conversions (XPath 1.0, section 4), with
 * dates as days since 1970-01-01 where a number is wanted. Twin of
 * src/form/value.c.
 */
const BYTES_MAX = 16384;
const DAY_MS = 86400000;

const trim = (s) => s.replace(/^[ \t-\r]+|[ \t-\r]+$/g, '');
export const words = (s) => s.split(/[ \t\n\r]+/).filter(Boolean);

export const toBoolean = (v) => typeof v === 'number' ? v !== 0 && !Number.isNaN(v) :
	typeof v === 'boolean' ? v : v !== '';

/* YYYY-MM-DD of a day that there is. */
export function isDate(s) {
	const m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(s);
	if (!m || m[1] === '0000')
		return false;
	return dateOfDays(daysOf(m)) === s;
}

function daysOf([, year, month, day]) {
	const d = new Date(0);
	d.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
	return Math.round(d.getTime() / DAY_MS);
}

/* Days since 1970-01-01 of a date, with the fraction of a time; undefined when it is none. */
export function dateDays(s) {
	const m = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d*)?)?(?:Z|([+-])(\d\d)(?::(\d\d))?)?)?$/.exec(s);
	if (!m || !isDate(s.slice(0, 10)) || m[4] > 23 || m[5] > 59 || m[6] > 60 || m[8] > 14 || m[9] > 59)
		return undefined;
	const offset = m[7] ? Number(`${m[7]}1`) * (m[8] * 60 + Number(m[9] ?? 0)) : 0;
	return daysOf(m) + (m[4] ? (m[4] * 3600 + (m[5] - offset) * 60 + Number(m[6] ?? 0)) / 86400 : 0);
}

/* [year, month, day] of a day number; undefined outside the years 1 to 9999. */
export function civil(days) {
	if (!(days >= -719162 && days < 2932897))
		return undefined;
	const d = new Date(Math.floor(days) * DAY_MS);
	return [d.getUTCFullYear(), d.getUTCMonth() + 1, d.getUTCDate()];
}

export function dateOfDays(days) {
	const c = civil(days);
	return c ? `${String(c[0]).padStart(4, '0')}-${String(c[1]).padStart(2, '0')}-${String(c[2]).padStart(2, '0')}` : '';
}

export function toNumber(v) {
	if (typeof v === 'number')
		return v;
	if (typeof v === 'boolean')
		return v ? 1 : 0;
	const s = trim(v);
	if (s.length < 400 && /^-?(?:\d+\.?\d*|\.\d+)$/.test(s))
		return Number(s);
	return dateDays(v) ?? NaN;
}

/* The shortest decimal digits that read back as v, without an exponent. */
function digits(v) {
	const m = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(String(v));
	if (!m)
		return String(v);
	const [, sign, first, rest = '', power] = m;
	const e = Number(power);
	return e < 0 ? `${sign}0.${'0'.repeat(-e - 1)}${first}${rest}` :
		`${sign}${first}${rest.padEnd(e, '0')}`;
}

export const toText = (v) => typeof v === 'string' ? v : typeof v === 'boolean' ? String(v) :
	v === 0 ? '0' : digits(v);

/* Results are cut, so that calculations resting on one another do not double a text without end. */
export function cut(s) {
	if (s.length * 3 <= BYTES_MAX)
		return s;
	const bytes = new TextEncoder().encode(s);
	if (bytes.length <= BYTES_MAX)
		return s;
	let end = BYTES_MAX;
	while (end && (bytes[end] & 0xc0) === 0x80)
		end--;
	return new TextDecoder().decode(bytes.subarray(0, end));
}

/* XPath 1.0: halves go up, towards positive infinity. */
export function roundUp(v) {
	const low = Math.floor(v);
	return v - low >= 0.5 ? low + 1 : low;
}
