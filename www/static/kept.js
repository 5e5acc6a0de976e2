/*
 * What somebody has answered so far, in the tab's own session storage: it is there again after a
 * reload, Back and Forward, and gone with the tab, with what was sent, and with every reset.
 * On a shared screen it is nobody's any more once the form would have been cleared, or the
 * browser ended in the middle: that somebody had begun, no more, is noted for it.
 */
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

/* Nobody goes on with anything in this tab. */
export const dropAll = () => attempt(() => {
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
			sessionStorage.setItem(this.key, JSON.stringify({at_ms: Date.now(), ...what}));
			if (!isOwn())
				localStorage.setItem(BEGUN, Date.now());
		});
	}

	load() {
		const what = attempt(() => JSON.parse(sessionStorage.getItem(this.key))) ?? null;
		const old = what && !isOwn() && Math.abs(Date.now() - what.at_ms) > this.idle_ms;
		if (old)
			this.drop();
		return old ? null : what;
	}

	drop() {
		attempt(() => sessionStorage.removeItem(this.key));
		this.leave();
	}

	/* The page is left as pages are: what comes next is no surprise. */
	leave() { attempt(() => localStorage.removeItem(BEGUN)); }
}
