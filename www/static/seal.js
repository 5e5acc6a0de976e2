/*
 * What a tab of a shared screen keeps is sealed: a browser writes a tab's storage to its disk, where
 * it can be read for a while after it was removed. The key is a cookie without a last day, which
 * browsers hold in memory alone; without cookies nothing is kept.
 */
import {chacha20} from './cipher.js';
import {KEY} from './kept.js';

const NONCE_BYTES = 12;

const toText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
const toBytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const random = (n) => crypto.getRandomValues(new Uint8Array(n));

const known = () => {
	const cookie = document.cookie.split('; ').find((c) => c.startsWith(`${KEY}=`));
	return cookie && toBytes(cookie.slice(KEY.length + 1));
};

function make() {
	document.cookie = `${KEY}=${toText(random(32))}; path=/; SameSite=Strict`;
	return known();
}

export function seal(text) {
	const nonce = random(NONCE_BYTES), key = known() ?? make();
	return toText([...nonce, ...chacha20(key, nonce, new TextEncoder().encode(text))]);
}

function unseal(text) {
	const bytes = toBytes(text);
	return new TextDecoder().decode(chacha20(known(), bytes.slice(0, NONCE_BYTES), bytes.slice(NONCE_BYTES)));
}

/* What was kept, sealed or not: a screen that was turned may have been somebody's own before. */
export const opened = (kept) => JSON.parse(kept.startsWith('{') ? kept : unseal(kept));
