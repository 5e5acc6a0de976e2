/*
 * How long a page was in front of somebody: seconds while it was visible. Goes
 * with the answers as `pages` ("id:seconds;…", 1 KB) and `active_s`.
 */
const PAGES_BYTES = 1024;

export function timing(id) {
	let active = 0;
	let since = document.hidden ? 0 : performance.now();
	const stop = () => {
		if (since)
			active += performance.now() - since;
		since = 0;
	};
	document.addEventListener('visibilitychange', () => {
		stop();
		if (!document.hidden)
			since = performance.now();
	});
	return {
		/* Add this page to what earlier pages carried. */
		write(pages, total) {
			stop();
			since = performance.now();
			const seconds = Math.round(active / 1000);
			if (pages && id) {
				const longer = `${pages.value}${id}:${seconds};`;
				if (longer.length <= PAGES_BYTES)
					pages.value = longer;
			}
			if (total)
				total.value = String((Number(total.value) || 0) + seconds);
			active = 0;
		},
	};
}
