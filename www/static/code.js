/*
 * The access code of an invitation. Its QR code opens /s/ROUND#code=XXXXX-XXXXX: what
 * stands behind the # is never sent with the address, so no log has it. It is taken out of the
 * address before the history keeps it, and the form begins by it; so it does by the code of
 * whoever loads the page anew in the middle. The code of a paused survey (/resume#code=…) is put
 * into its field.
 */
import {Kept} from './kept.js';

const field = document.querySelector('[data-access-code] input');
const round = decodeURIComponent(location.pathname.split('/').at(-1));
const given = new URLSearchParams(location.hash.slice(1)).get('code');
const refused = field?.getAttribute('aria-invalid') === 'true';
const known = given ?? (refused ? null : (await new Kept(round, Number(field?.form.dataset.idle) || 180).load())?.carried?.code);

if (given)
	history.replaceState(history.state, '', location.pathname + location.search);
if (field && known) {
	field.value = known.slice(0, 24);
	const begin = field.form.querySelector('button[value="code"]');
	if (begin)
		field.form.requestSubmit(begin);
}
