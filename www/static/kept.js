/*
 * What somebody has answered so far, in the tab's own session storage: there again after a reload,
 * Back and Forward, gone with sending, every reset and the tab. On a shared screen it is sealed
 * (seal.js), and nobody's once the form would have been cleared or the browser ended: of that only
 * a note is kept.
 */
export const isPhone = () => Math.min(screen.width, screen.height) < 600;

const isKiosk = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(location.hostname);
export const isOwn = () => isPhone() || (!isKiosk && matchMedia('(hover: hover) and (pointer: fine)').matches);

const BEGUN = 'begun';
const INTERRUPTED_MS = 15 * 60000;	/* later whoever began is not there any more */

/* Without storage it is done without. */
function attempt(what) {
	try {
		return what();
	} catch {
		return undefined;
	}
}

export const KEY = `kept-${location.port}`;

const forget = () => attempt(() => { document.cookie = `${KEY}=; Max-Age=0; path=/`; });

let sealing;
const sealer = async () => sealing ??= await import('./seal.js');

export const dropAll = () => attempt(() => {
	forget();
	for (const key of Object.keys(sessionStorage))
		if (key.startsWith('answers/'))
			sessionStorage.removeItem(key);
	localStorage.removeItem(BEGUN);
});

/* Whether the browser ended while somebody was at it. */
export const interrupted = !isOwn() && Boolean(attempt(() => {
	const at = Number(localStorage.getItem(BEGUN));
	if (at)
		dropAll();
	return at && Date.now() - at < INTERRUPTED_MS;
}));

/* Before the first answer: who leaves at once behind it waits for nothing. */
export const fetchSeal = () => isOwn() || sealer().catch(() => {});

export class Kept {
	/* `idle_s`: after so long an unattended form is cleared. */
	constructor(code, idle_s) {
		this.key = `answers/${code}`;
		this.idle_ms = 1000 * idle_s;
	}

	save(what) {
		const own = isOwn();
		this.due = what;
			if (!own && !sealing)
			return sealer().then(() => this.due && this.save(this.due), () => {});
		return attempt(() => {
			const text = JSON.stringify({at_ms: Date.now(), ...what});
			sessionStorage.setItem(this.key, own ? text : sealing.seal(text));
			if (!own)
				localStorage.setItem(BEGUN, Date.now());
		});
	}

	async load() {
		const kept = attempt(() => sessionStorage.getItem(this.key));
		const what = kept && await sealer().then(({opened}) => opened(kept)).catch(() => null);
		if (!what || isOwn() || Math.abs(Date.now() - what.at_ms) <= this.idle_ms)
			return what;
		this.drop();
		return null;
	}

	drop() {
		this.due = null;
		attempt(() => sessionStorage.removeItem(this.key));
		forget();
		this.leave();
	}

	/* The page is left as pages are: what comes next is no surprise. */
	leave() { attempt(() => localStorage.removeItem(BEGUN)); }
}
