/* What the browser draws of a form, for drawn.t, which has it of the server: reads JSON on its input,
 * {form, section, sent, seed, fault}, and tells {fields, title, faulty, review} as HTML. */
import {readFileSync} from 'node:fs';
import {Form, State} from '../../www/static/form.js';
import {prepare} from '../../www/static/runs.js';
import {Show, templatesOf} from '../../www/static/show.js';

const {form: raw, section: id, sent, seed} = JSON.parse(readFileSync(0, 'utf8'));
await prepare(raw);
const form = new Form(raw);
const templates = templatesOf(raw);
const answers = new Map();
for (const [name, value] of sent)
	if (form.byField.has(name))
		answers.set(form.byField.get(name).path, [...answers.get(form.byField.get(name).path) ?? [], value]);
const state = new State(form, answers, {seed, today: '2025-07-01', now: '2025-07-01T00:00:00'});
const section = form.sections.find((s) => s.id === id);
const drawn = (name, list) => list.map((data) => templates.render(name, data)).join('');
const show = new Show(form, state, templates);
const faulty = new Show(form, state, templates, new Map(state.faults(section)));
process.stdout.write(JSON.stringify({
	title: templates.render('survey', {sections: [{...show.section(section), fields: []}]}).match(/<h1.*?<\/h1>/s)?.[0] ?? '',
	fields: drawn('field', show.fields(section)),
	faulty: drawn('field', faulty.fields(section)),
	review: templates.render('review', {sections: state.after(null).map((s) => show.reviewed(s)).filter(Boolean)}).match(/<div class="reviews">(.*?)<div class="actions">/s)[1],
}));
