/*
 * SplitMix64 and PCG32, as the server draws and shuffles (formats.html, Draw).
 * Seeds are whole numbers of up to 64 bits, in decimal digits.
 */
const MASK = (1n << 64n) - 1n;
const STREAM = 54n;
const GOLDEN = 0x9e3779b97f4a7c15n;

/* Output number n, from 0, of SplitMix64(seed). */
export function splitmix(seed, n) {
	let z = (BigInt(seed) + BigInt(n + 1) * GOLDEN) & MASK;
	z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
	z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK;
	return z ^ (z >> 31n);
}

/* A generator of whole numbers from 0 up to, and without, `bound`. */
export function pcg32(start) {
	const inc = (STREAM << 1n) | 1n;
	let state = 0n;
	const next = () => {
		const old = state;
		state = (old * 6364136223846793005n + inc) & MASK;
		const shifted = Number((((old >> 18n) ^ old) >> 27n) & 0xffffffffn);
		const turn = Number(old >> 59n);
		return ((shifted >>> turn) | (shifted << ((32 - turn) & 31))) >>> 0;
	};
	next();
	state = (state + start) & MASK;
	next();
	return (bound) => {
		if (bound === 0)
			return 0;
		/* What lies below would be drawn once too often. */
		const threshold = (2 ** 32 - bound) % bound;
		let v = next();
		while (v < threshold)
			v = next();
		return v % bound;
	};
}
