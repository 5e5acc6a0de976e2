/*
 * Entries of repeats: one more, or one less; the entries behind it move up. For forms that have
 * any.
 */
function setCount(filling, repeat, count) {
	filling.answers.set(repeat.path, [String(count)]);
	filling.known = undefined;
	filling.sender.forget();
	filling.faults.clear();
	filling.refresh();
}

export function addEntry(filling, repeat) {
	const count = filling.state().instances(repeat);
	if (count >= repeat.max)
		return;
	setCount(filling, repeat, count + 1);
	const entry = document.getElementById(`r${filling.form.childrenOf(repeat)[count].index}`);
	entry?.scrollIntoView({block: 'start'});
	entry?.nextElementSibling?.querySelector('input:not([type=hidden]), select, textarea')?.focus({preventScroll: true});
}

/* Without the entry of that number; those behind it are called by the number before theirs. */
function without(answers, outer, removed) {
	const moved = new Map();
	for (const [name, values] of answers) {
		const m = name.startsWith(`${outer}/`) ? /^(\d+)(\/.*)$/.exec(name.slice(outer.length + 1)) : null;
		const number = m ? Number(m[1]) : 0;
		if (number < removed)
			moved.set(name, values);
		else if (number > removed)
			moved.set(`${outer}/${number - 1}${m[2]}`, values);
	}
	return moved;
}

export async function removeEntry(filling, path) {
	const [, outer, removed] = /^(.*)\/(\d+)$/.exec(path);
	const repeat = filling.form.byPath.get(outer);
	const filled = [...filling.answers].some(([name, values]) => name.startsWith(`${path}/`) && values.some((v) => v !== ''));
	if (filled && !await filling.ask(filling.templates.text('survey.repeat.ask'), filling.templates.text('survey.repeat.remove')))
		return;
	const count = filling.state().instances(repeat) - 1;
	filling.answers = without(filling.answers, outer, Number(removed));
	filling.look = new Map();
	setCount(filling, repeat, count);
	document.getElementById(`q${repeat.number}`)?.focus();
}
