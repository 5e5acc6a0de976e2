/*
 * ChaCha20 (RFC 8439, 2.4): pages over plain HTTP have no crypto.subtle.
 */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
const COLUMNS = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15],
	[0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];

const turned = (v, n) => v << n | v >>> 32 - n;

function quarter(s, [a, b, c, d]) {
	s[a] += s[b]; s[d] = turned(s[d] ^ s[a], 16);
	s[c] += s[d]; s[b] = turned(s[b] ^ s[c], 12);
	s[a] += s[b]; s[d] = turned(s[d] ^ s[a], 8);
	s[c] += s[d]; s[b] = turned(s[b] ^ s[c], 7);
}

const words = (bytes) => {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return Array.from({length: bytes.byteLength / 4}, (_, i) => view.getUint32(4 * i, true));
};

function block(start) {
	const state = Uint32Array.from(start);
	for (let round = 0; round < 10; round++)
		for (const column of COLUMNS)
			quarter(state, column);
	const out = new DataView(new ArrayBuffer(64));
	state.forEach((word, i) => out.setUint32(4 * i, word + start[i], true));
	return new Uint8Array(out.buffer);
}

/* The bytes under a key of 32 bytes and a nonce of 12, which is never used twice with one key. Both ways. */
export function chacha20(key, nonce, bytes, counter = 1) {
	const start = Uint32Array.from([...CONSTANTS, ...words(key), counter, ...words(nonce)]);
	const out = new Uint8Array(bytes.length);
	for (let at = 0; at < bytes.length; at += 64, start[12]++) {
		const stream = block(start);
		for (let i = at; i < bytes.length && i < at + 64; i++)
			out[i] = bytes[i] ^ stream[i - at];
	}
	return out;
}
