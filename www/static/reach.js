/*
 * Whether the kiosk responds is found out before somebody begins, not at the end: at a touch on the
 * start page, which may have waited for hours, and at the first touch of a form.
 */
const AGAIN_MS = 5000;
const WAIT_MS = 6000;

export async function responds() {
	try {
		return (await fetch('/health', {cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(WAIT_MS)})).ok;
	} catch {
		return false;
	}
}

/* On the start page: what would lead to a browser's error page stays, says so, and tries again. */
export function watchStart(notice) {
	let asked = null;
	let again = 0;
	const ask = async () => {
		clearTimeout(again);
		const good = await responds();
		notice.hidden = good;
		if (!good)
			again = setTimeout(ask, AGAIN_MS);
		return good;
	};

	addEventListener('pointerdown', () => { asked = {promise: ask()}; asked.promise.then((good) => { asked.good = good; }); }, {passive: true});
	document.addEventListener('click', (event) => {
		const link = event.target.closest('main a[href]');
		/* Keys, and a touch that was quicker than the answer, wait for it. */
		if (!link || asked?.good || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey)
			return;
		event.preventDefault();
		(asked?.promise ?? ask()).then((good) => {
			asked = null;
			if (good)
				location.assign(link.href);
			else
				notice.scrollIntoView({block: 'center'});
		});
	});
}
