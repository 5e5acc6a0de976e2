/*
 * What somebody has answered so far, in the tab's own session storage: it is there again after a
 * reload, Back and Forward, and gone with the tab, with what was sent, and with every reset.
 * On a shared screen it is nobody's any more once the form would have been cleared.
 */
/* One's own phone, in whichever way it is held. */
export const isPhone = () => Math.min(screen.width, screen.height) < 600;

/* Nobody else comes to it: a phone, or a desk with a mouse that is not the kiosk itself. */
const isKiosk = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(location.hostname);
export const isOwn = () => isPhone() || (!isKiosk && matchMedia('(hover: hover) and (pointer: fine)').matches);

export class Kept {
	/* `idle_s`: after so long an unattended form is cleared. */
	constructor(code, idle_s) {
		this.key = `answers/${code}`;
		this.idle_ms = 1000 * idle_s;
	}

	save(what) {
		try {
			sessionStorage.setItem(this.key, JSON.stringify({at_ms: Date.now(), ...what}));
		} catch {
			/* Full or forbidden: then a reload begins anew, as without it. */
		}
	}

	load() {
		try {
			const what = JSON.parse(sessionStorage.getItem(this.key));
			const old = what && !isOwn() && Math.abs(Date.now() - what.at_ms) > this.idle_ms;
			if (old)
				this.drop();
			return old ? null : what;
		} catch {
			return null;
		}
	}

	drop() {
		try {
			sessionStorage.removeItem(this.key);
		} catch {
			/* Nothing was kept. */
		}
	}
}

/* Nobody goes on with anything in this tab. */
export function dropAll() {
	try {
		for (const key of Object.keys(sessionStorage))
			if (key.startsWith('answers/'))
				sessionStorage.removeItem(key);
	} catch {
		/* Nothing was kept. */
	}
}
