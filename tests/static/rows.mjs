/* Rows of a CSV, as RFC 4180 has it. */
export function rows(text) {
	const all = [];
	let row = [], cell = '', quoted = false;
	for (let i = 0; i < text.length; i++) {
		const c = text[i];
		if (quoted && c === '"' && text[i + 1] === '"') { cell += '"'; i++; }
		else if (c === '"') quoted = !quoted;
		else if (!quoted && (c === ',' || c === '\n')) {
			row.push(cell);
			cell = '';
			if (c === '\n') { all.push(row); row = []; }
		} else if (quoted || c !== '\r') cell += c;
	}
	if (cell || row.length)
		all.push([...row, cell]);
	return all;
}
