/*
 * Expressions of forms (XLSForm's, which is XPath 1.0 as ODK reads it): text to
 * a function of an environment. The twin of src/form: both run
 * tests/vectors/logic.csv and give the same. Values are strings, numbers and
 * booleans; several choices are codes parted by blanks.
 *
 * parse(text, names) gives run(env), or throws with what is wrong.
 *   names.question(name) → a ref, or undefined      names.column(name) → true if there is one
 *   names.several(name, whole) → all refs it may mean; whole: seen from outside every repeat
 *   names.position(ups) → the number of the instance so many levels up
 *   env: question(ref) relevant(ref) column(name) choiceLabel(ref, code) dot today now
 */
import {SEVERAL, functions} from './functions.js';
import {toBoolean, toNumber, toText} from './values.js';

const DEPTH_MAX = 64;
const LEVELS = [['or'], ['and'], ['=', '!='], ['<=', '>=', '<', '>'], ['+', '-'], ['*', 'div', 'mod']];

const equal = (a, b) => {
	if (typeof a === 'boolean' || typeof b === 'boolean')
		return toBoolean(a) === toBoolean(b);
	if (typeof a === 'number' || typeof b === 'number')
		return toNumber(a) === toNumber(b);
	return a === b;
};

const operations = {
	'=': equal,
	'!=': (a, b) => !equal(a, b),
	'<': (a, b) => toNumber(a) < toNumber(b),
	'<=': (a, b) => toNumber(a) <= toNumber(b),
	'>': (a, b) => toNumber(a) > toNumber(b),
	'>=': (a, b) => toNumber(a) >= toNumber(b),
	'+': (a, b) => toNumber(a) + toNumber(b),
	'-': (a, b) => toNumber(a) - toNumber(b),
	'*': (a, b) => toNumber(a) * toNumber(b),
	'div': (a, b) => toNumber(a) / toNumber(b),
	'mod': (a, b) => toNumber(a) % toNumber(b),
};

/* One token a match: a space, ${name}, a text, a number, a name, a sign. */
const TOKEN = new RegExp([
	/[ \t-\r]+/,
	/\$\{([^}]*)\}/,
	/"([^"]*)"|'([^']*)'/,
	/(\d+\.?\d*|\.\d+)(?![A-Za-z_\u0080-\uffff])/,
	/([A-Za-z_\u0080-\uffff](?:[-.\w\u0080-\uffff]|:(?=[A-Za-z_\u0080-\uffff]))*)/,
	/(!=|<=|>=|\.\.|[-+*=<>(),./])/,
].map((r) => r.source).join('|'), 'y');

function tokens(text) {
	const found = [];
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < text.length) {
		const at = TOKEN.lastIndex;
		const m = TOKEN.exec(text);
		if (!m)
			throw new Error(`at character ${[...text.slice(0, at)].length + 1}: not understood`);
		if (m[1] !== undefined)
			found.push({kind: 'question', text: m[1].trim()});
		else if (m[2] !== undefined || m[3] !== undefined)
			found.push({kind: 'text', text: m[2] ?? m[3]});
		else if (m[4] !== undefined)
			found.push({kind: 'number', value: Number(m[4])});
		else if (m[5] !== undefined)
			found.push({kind: 'name', text: m[5]});
		else if (m[6] !== undefined)
			found.push({kind: 'sign', text: m[6]});
	}
	return found;
}

class Parser {
	constructor(text, names) {
		this.list = tokens(text);
		this.at = 0;
		this.names = names;
		this.depth = 0;
	}

	is(text) {
		const t = this.list[this.at];
		return t && (t.kind === 'sign' || t.kind === 'name') && t.text === text;
	}

	take(text) {
		if (!this.is(text))
			throw new Error(`${text} is missing`);
		this.at++;
	}

	level(n) {
		if (n === LEVELS.length)
			return this.unary();
		let left = this.level(n + 1);
		for (let op; (op = LEVELS[n].find((o) => this.is(o)));) {
			this.at++;
			left = combine(op, left, this.level(n + 1));
		}
		return left;
	}

	unary() {
		let sign = 0;
		for (; this.is('-'); this.at++)
			sign = -sign || -1;
		if (++this.depth > DEPTH_MAX)
			throw new Error('nested too deep');
		const value = this.primary();
		this.depth--;
		return sign ? Object.assign((env) => sign * toNumber(value(env)), {kind: 'number'}) : value;
	}

	question(name) {
		const ref = this.names.question?.(name);
		if (ref === undefined)
			throw new Error(`there is no question \${${name}}`);
		return Object.assign((env) => env.question(ref), {ref});
	}

	primary() {
		const t = this.list[this.at++];
		if (!t)
			throw new Error('a value is missing at the end');
		if (t.kind === 'text')
			return Object.assign(() => t.text, {constant: t.text});
		if (t.kind === 'number')
			return () => t.value;
		if (t.kind === 'question')
			return this.question(t.text);
		if (t.kind === 'name')
			return this.is('(') ? this.call(t.text) : this.column(t.text);
		if (t.text === '.')
			return (env) => env.dot;
		if (t.text !== '(')
			throw new Error(`a value is missing before ${t.text}`);
		const inner = this.level(0);
		this.take(')');
		return inner;
	}

	/* As text, a number, a boolean the first relevant one is meant (XPath 1.0, 4.2). */
	several(name, reach, whole) {
		const refs = this.names.several?.(name, whole);
		if (!refs || (refs.length === 1 && reach === SEVERAL))
			return this.question(name);
		return Object.assign((env) => {
			const ref = refs.find((r) => env.relevant(r));
			return ref === undefined ? '' : env.question(ref);
		}, {refs});
	}

	/* Only a bare ${name} may stand for several, and only right in the call. */
	argument(reach, whole) {
		const [t, next] = this.list.slice(this.at, this.at + 2);
		if (!reach || t?.kind !== 'question' || !(next?.kind === 'sign' && /[,)]/.test(next.text)))
			return this.level(0);
		this.at++;
		return this.several(t.text, reach, whole);
	}

	/* position(..), position(../..): a number known from where the expression stands. */
	position() {
		let ups = 0;
		this.take('(');
		for (; this.is('..'); ups++) {
			this.at++;
			if (this.is('/'))
				this.at++;
		}
		this.take(')');
		const number = this.names.position?.(ups);
		if (!ups || number === undefined)
			throw new Error('position() takes ..');
		return () => number;
	}

	column(name) {
		if (!this.names.column?.(name))
			throw new Error(`there is no column ${name}`);
		return (env) => env.column(name);
	}

	call(name) {
		const f = Object.hasOwn(functions, name) ? functions[name] : undefined;
		if (!f)
			throw new Error(`there is no function ${name}()`);
		if (name === 'position')
			return this.position();
		const [least, most, run, reach] = f;
		const args = [];
		this.take('(');
		while (!this.is(')')) {
			if (args.length)
				this.take(',');
			args.push(this.argument(reach, name === 'indexed-repeat'));
		}
		this.take(')');
		if (args.length < least || args.length > most)
			throw new Error(`${name}() has ${args.length} arguments`);
		/* jr:choice-name() names its question inside quotes. */
		if (name === 'jr:choice-name' && args[1].constant !== undefined)
			args[1] = this.question(args[1].constant.replace(/^\$\{\s*|\s*\}$/g, ''));
		return (env) => run(env, args);
	}
}

function combine(op, left, right) {
	/* The right side is not looked at once the outcome is certain. */
	if (op === 'or')
		return (env) => toBoolean(left(env)) || toBoolean(right(env));
	if (op === 'and')
		return (env) => toBoolean(left(env)) && toBoolean(right(env));
	const run = operations[op];
	return (env) => run(left(env), right(env));
}

export function parse(text, names = {}) {
	const parser = new Parser(text, names);
	const run = parser.level(0);
	if (parser.at < parser.list.length)
		throw new Error('an operator is missing');
	return run;
}

export {toBoolean, toNumber, toText};
