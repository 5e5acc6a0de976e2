/*
 * The access code of an invitation. Its QR code opens /s/ROUND#code=XXXXX-XXXXX: what
 * stands behind the # is never sent with the address, so no log has it. It is put
 * into the field, and taken out of the address before the history keeps it.
 */
const field = document.querySelector('[data-access-code] input');
const given = new URLSearchParams(location.hash.slice(1)).get('code');

if (field && given) {
	field.value = given.slice(0, 24);
	field.dispatchEvent(new Event('input', {bubbles: true}));
	history.replaceState(history.state, '', location.pathname + location.search);
}
