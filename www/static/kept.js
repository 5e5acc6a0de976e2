/*
 * What somebody has answered so far, in the tab's own session storage: it is there again after a
 * reload, Back and Forward, and gone with the tab, with what was sent, and with every reset.
 * On a shared screen it is nobody's any more once the form would have been cleared, or the
 * browser ended in the middle: that somebody had begun, no more, is noted for it. And there it is
 * sealed: a browser writes a tab's storage to its disk, where it can be read for a while after it
 * was removed. The key is a cookie without a last day, which browsers hold in memory alone.
 */
import {chacha20} from './cipher.js';

/* One's own phone, in whichever way it is held. */
export const isPhone = () => Math.min(screen.width, screen.height) < 600;

/* Nobody else comes to it: a phone, or a desk with a mouse that is not the kiosk itself. */
const isKiosk = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(location.hostname);
export const isOwn = () => isPhone() || (!isKiosk && matchMedia('(hover: hover) and (pointer: fine)').matches);

const BEGUN = 'begun';
const INTERRUPTED_MS = 15 * 60000;	/* later whoever began is not there any more */

/* Without storage, or where it is full or forbidden, it is done without. */
function attempt(what) {
	try {
		return what();
	} catch {
		return undefined;
	}
}

/* ---- sealed ---- */

const KEY = `kept-${location.port}`;
const ATTRIBUTES = '; path=/; SameSite=Strict';
const NONCE_BYTES = 12;

const toText = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
const toBytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const random = (n) => crypto.getRandomValues(new Uint8Array(n));

const known = () => {
	const cookie = document.cookie.split('; ').find((c) => c.startsWith(`${KEY}=`));
	return cookie && toBytes(cookie.slice(KEY.length + 1));
};

/* Nothing without cookies: then nothing is kept. */
function make() {
	document.cookie = `${KEY}=${toText(random(32))}${ATTRIBUTES}`;
	return known();
}

const forget = () => attempt(() => { document.cookie = `${KEY}=; Max-Age=0${ATTRIBUTES}`; });

function seal(text) {
	const nonce = random(NONCE_BYTES), key = known() ?? make();
	return toText([...nonce, ...chacha20(key, nonce, new TextEncoder().encode(text))]);
}

function unseal(text) {
	const bytes = toBytes(text);
	return new TextDecoder().decode(chacha20(known(), bytes.slice(0, NONCE_BYTES), bytes.slice(NONCE_BYTES)));
}

/* Nobody goes on with anything in this tab. */
export const dropAll = () => attempt(() => {
	forget();
	for (const key of Object.keys(sessionStorage))
		if (key.startsWith('answers/'))
			sessionStorage.removeItem(key);
	localStorage.removeItem(BEGUN);
});

/* Whether the browser ended, or the machine, while somebody filled in a form on a shared screen.
 * What the browser may bring back is not for whoever stands there now. */
export const interrupted = !isOwn() && Boolean(attempt(() => {
	const at = Number(localStorage.getItem(BEGUN));
	if (at)
		dropAll();
	return at && Date.now() - at < INTERRUPTED_MS;
}));

export class Kept {
	/* `idle_s`: after so long an unattended form is cleared. */
	constructor(code, idle_s) {
		this.key = `answers/${code}`;
		this.idle_ms = 1000 * idle_s;
	}

	save(what) {
		attempt(() => {
			const text = JSON.stringify({at_ms: Date.now(), ...what});
			sessionStorage.setItem(this.key, isOwn() ? text : seal(text));
			if (!isOwn())
				localStorage.setItem(BEGUN, Date.now());
		});
	}

	load() {
		const kept = attempt(() => sessionStorage.getItem(this.key));
		/* A screen that was turned may have been another device before. */
		const what = attempt(() => JSON.parse(!kept || kept.startsWith('{') ? kept : unseal(kept))) ?? null;
		const old = what && !isOwn() && Math.abs(Date.now() - what.at_ms) > this.idle_ms;
		if (old)
			this.drop();
		return old ? null : what;
	}

	drop() {
		attempt(() => sessionStorage.removeItem(this.key));
		forget();
		this.leave();
	}

	/* The page is left as pages are: what comes next is no surprise. */
	leave() { attempt(() => localStorage.removeItem(BEGUN)); }
}
