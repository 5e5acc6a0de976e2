/*
 * Keys and seeds. crypto.randomUUID is missing on plain http in a branch's
 * network, getRandomValues is not.
 */

/* A whole number below 2^53, as decimal digits. */
export function randomSeed() {
	const [high, low] = crypto.getRandomValues(new Uint32Array(2));
	return String((high & 0x1fffff) * 2 ** 32 + low);
}

/* A UUID version 4 (RFC 9562 section 5.4). */
export function uuid4() {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	bytes[6] = (bytes[6] & 0x0f) | 0x40;
	bytes[8] = (bytes[8] & 0x3f) | 0x80;
	const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
