/*
 * How long a page was in front of somebody: seconds while it was visible. Goes
 * with the answers as `pages` ("id:seconds;…", 1 KB) and `active_s`.
 */
const PAGES_BYTES = 1024;

export function timing(form) {
	let spent = 0;		/* on this page, in ms */
	let before = Number(form.elements.active_s?.value) || 0;
	let list = '';
	let since = document.hidden ? 0 : performance.now();
	const stop = () => {
		if (since)
			spent += performance.now() - since;
		since = 0;
	};
	const go = () => { since = document.hidden ? 0 : performance.now(); };
	document.addEventListener('visibilitychange', () => {
		stop();
		go();
	});
	return {
		/* The page is left for another one of the same form. */
		leave(id) {
			stop();
			const seconds = Math.round(spent / 1000);
			if (id)
				list += `${id}:${seconds};`;
			before += seconds;
			spent = 0;
			go();
		},
		active() { return before + Math.round((spent + (since ? performance.now() - since : 0)) / 1000); },
		/* What earlier pages carried, and these behind it. */
		pages(carried) {
			const longer = `${carried}${list}`;
			return longer.length <= PAGES_BYTES ? longer : carried;
		},
	};
}
