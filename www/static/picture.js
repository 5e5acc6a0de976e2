/*
 * A picture of what a comment is about: chosen or taken, painted over where it shows names or
 * customers, and sent before the answers; the form keeps the hash that comes back. What is painted
 * over is gone before anything leaves this device: the canvas is what is sent.
 */
import {Show} from './show.js';

const SIDE = 2560;		/* as the server keeps it */
const BYTES = 5 << 20;
const TIMEOUT_MS = 120000;
const AGAIN_MS = [700, 1500, 3000];	/* where others are sending theirs */
const STEP = 0.02;		/* of the picture, by an arrow key */

const part = (tag, more = {}, ...inside) => {
	const made = Object.assign(document.createElement(tag), more);
	made.append(...inside);
	return made;
};

/* ---- the picture and what is painted on it ---- */

/* Scaled down at once: a phone's photo takes 50 MB of memory while it is whole. */
async function decode(file) {
	const whole = await createImageBitmap(file);
	const scale = Math.min(1, SIDE / Math.max(whole.width, whole.height));
	const base = part('canvas', {width: Math.max(1, Math.round(whole.width * scale)), height: Math.max(1, Math.round(whole.height * scale))});
	const context = base.getContext('2d');
	/* What is transparent is white, as the server has it. */
	context.fillStyle = '#fff';
	context.fillRect(0, 0, base.width, base.height);
	context.drawImage(whole, 0, 0, base.width, base.height);
	whole.close();
	return base;
}

class Painting {
	/* `canvas`: on the page; `base`: the picture as it was chosen. Strokes are lists of points. */
	constructor(canvas, base) {
		Object.assign(this, {canvas, base, strokes: [], tool: 'box', cross: null, corner: null});
		Object.assign(canvas, {width: base.width, height: base.height});
		this.context = canvas.getContext('2d');
		this.listen();
		this.draw();
	}

	draw() {
		const {context} = this;
		context.drawImage(this.base, 0, 0);
		for (const stroke of this.strokes)
			this.paint(stroke);
	}

	paint({tool, points}) {
		const {context} = this;
		const [[x, y], [toX, toY]] = [points[0], points.at(-1)];
		context.fillStyle = context.strokeStyle = '#000';
		if (tool === 'box') {
			context.fillRect(Math.min(x, toX), Math.min(y, toY), Math.abs(toX - x), Math.abs(toY - y));
			return;
		}
		Object.assign(context, {lineWidth: Math.max(this.base.width, this.base.height) / 24, lineCap: 'round', lineJoin: 'round'});
		context.beginPath();
		context.moveTo(x, y);
		points.forEach(([px, py]) => context.lineTo(px, py));
		context.stroke();
	}

	/* With what is only for the eye: where the keys are. */
	show() {
		if (this.waiting)
			return;
		this.waiting = true;
		requestAnimationFrame(() => {
			this.waiting = false;
			this.draw();
			if (this.cross)
				this.drawCross();
		});
	}

	drawCross() {
		const {context, base, cross: [x, y]} = this;
		if (this.corner)
			this.paint({tool: 'box', points: [this.corner, this.cross]});
		for (const [colour, width] of [['#fff', 6], ['#c00', 2]]) {
			Object.assign(context, {strokeStyle: colour, lineWidth: width * Math.max(1, base.width / 800)});
			context.beginPath();
			context.moveTo(x, 0);
			context.lineTo(x, base.height);
			context.moveTo(0, y);
			context.lineTo(base.width, y);
			context.stroke();
		}
	}

	at(event) {
		const box = this.canvas.getBoundingClientRect();
		return [(event.clientX - box.left) * this.base.width / box.width, (event.clientY - box.top) * this.base.height / box.height];
	}

	listen() {
		const {canvas} = this;
		canvas.addEventListener('pointerdown', (event) => {
			if (event.button !== 0 || this.stroke)
				return;
			event.preventDefault();
			canvas.setPointerCapture(event.pointerId);
			this.cross = this.corner = null;
			this.stroke = {tool: this.tool, points: [this.at(event)]};
			this.strokes.push(this.stroke);
		});
		canvas.addEventListener('pointermove', (event) => {
			if (!this.stroke)
				return;
			if (this.tool === 'box')
				this.stroke.points[1] = this.at(event);
			else
				this.stroke.points.push(this.at(event));
			this.show();
		});
		for (const kind of ['pointerup', 'pointercancel'])
			canvas.addEventListener(kind, () => {
				this.stroke = null;
				this.show();
			});
		canvas.addEventListener('keydown', (event) => this.key(event));
		canvas.addEventListener('blur', () => {
			this.cross = this.corner = null;
			this.show();
		});
	}

	/* Arrows move a cross; Enter sets one corner of a box, and then the other. */
	key(event) {
		const moves = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
		const {width, height} = this.base;
		const move = moves[event.key];
		if (!move && event.key !== 'Enter' && event.key !== ' ')
			return;
		event.preventDefault();
		this.cross ??= [width / 2, height / 2];
		const [x, y] = this.cross;
		if (move) {
			const by = STEP * Math.max(width, height) * (event.shiftKey ? 0.2 : 1);
			this.cross = [Math.min(width, Math.max(0, x + move[0] * by)), Math.min(height, Math.max(0, y + move[1] * by))];
		} else if (this.corner) {
			this.strokes.push({tool: 'box', points: [this.corner, this.cross]});
			this.corner = null;
		} else {
			this.corner = this.cross;
		}
		this.show();
	}

	undo() {
		this.strokes.pop();
		this.show();
	}

	/* A drawing as it is; a photo, or what would be too long, as JPEG. */
	async bytes(type) {
		this.cross = this.corner = null;
		this.draw();
		const as = (kind) => new Promise((resolve) => this.canvas.toBlob(resolve, kind, 0.88));
		const blob = type === 'image/png' ? await as('image/png') : null;
		return blob && blob.size <= BYTES ? blob : as('image/jpeg');
	}
}

/* ---- sent ---- */

/* Its hash; or fails with words for the reader. */
function upload(address, blob, code, told, failed) {
	return new Promise((resolve, reject) => {
		const ask = new XMLHttpRequest();
		const no = (text) => reject(Object.assign(new Error(text || failed), {busy: ask.status === 429}));
		ask.open('POST', address);
		ask.timeout = TIMEOUT_MS;
		ask.responseType = 'json';
		ask.setRequestHeader('Content-Type', blob.type);
		ask.setRequestHeader('Accept', 'application/json');
		if (code)
			ask.setRequestHeader('Kiosk-Code', code);
		ask.upload.addEventListener('progress', ({loaded, total}) => told(Math.floor(100 * loaded / total)));
		ask.addEventListener('load', () => /^[0-9a-f]{64}$/.test(ask.response?.hash) ? resolve(ask.response.hash) : no(ask.response?.message));
		for (const kind of ['error', 'timeout', 'abort'])
			ask.addEventListener(kind, () => no());
		ask.send(blob);
	});
}

/* ---- the dialog ---- */

async function uploadPatiently(...sent) {
	for (const wait of AGAIN_MS) {
		try {
			return await upload(...sent);
		} catch (error) {
			if (!error.busy)
				throw error;
		}
		await new Promise((resolve) => { setTimeout(resolve, wait); });
	}
	return upload(...sent);
}

class Chooser {
	constructor(filling, q, button) {
		Object.assign(this, {filling, q, name: button.value});
		this.dialog = part('dialog', {className: 'dialog picture-dialog', lang: filling.form.raw.ui ?? filling.form.raw.lang});
		this.make();
		filling.element.append(this.dialog);
		this.dialog.addEventListener('close', () => this.closed());
		this.dialog.showModal();
	}

	text(key, values) { return this.filling.templates.text(`survey.picture.${key}`, values); }

	button(key, className, pressed) {
		const made = part('button', {type: 'button', className, textContent: key === 'cancel' ? this.filling.templates.text('dialog.cancel') : this.text(key)});
		made.addEventListener('click', pressed);
		return made;
	}

	make() {
		const title = part('h2', {id: 'picture-title', textContent: this.text(this.has ? 'change' : 'add')});
		this.file = part('input', {id: 'picture-file', type: 'file', accept: 'image/*'});
		this.file.setAttribute('aria-describedby', 'picture-hint');
		this.file.addEventListener('change', (event) => {
			event.stopPropagation();
			this.chosen();
		});
		this.field = part('div', {className: 'field'}, part('label', {htmlFor: 'picture-file', textContent: this.text('file')}),
			part('p', {className: 'hint', id: 'picture-hint', textContent: this.text('hint')}), this.file);
		this.stage = part('div', {className: 'picture-stage', hidden: true});
		this.said = part('p', {className: 'picture-said'});
		this.said.setAttribute('role', 'alert');
		this.use = this.button('use', 'button', () => this.send());
		this.row = part('p', {className: 'row'}, this.use);
		if (this.has)
			this.row.append(this.button('remove', 'button quiet', () => this.take('')));
		this.row.append(this.button('cancel', 'button quiet', () => this.dialog.close()));
		this.dialog.setAttribute('aria-labelledby', 'picture-title');
		this.dialog.append(title, this.field, this.stage, this.said, this.row);
	}

	get has() { return this.filling.state().value(this.q) !== ''; }

	say(text, bad = true) {
		this.said.className = bad && text ? 'picture-said error' : 'picture-said';
		this.said.textContent = text;
	}

	async chosen() {
		const [file] = this.file.files;
		this.say('');
		if (!file)
			return;
		try {
			const base = await decode(file);
			this.type = file.type;
			this.show(base);
		} catch {
			this.painting = null;
			this.stage.hidden = true;
			this.say(this.text('unknown'));
		}
	}

	show(base) {
		const canvas = part('canvas', {tabIndex: 0});
		canvas.setAttribute('role', 'application');
		canvas.setAttribute('aria-label', this.text('preview'));
		canvas.setAttribute('aria-describedby', 'picture-paint');
		this.painting = new Painting(canvas, base);
		const tool = (key, checked) => {
			const radio = part('input', {type: 'radio', checked});
			radio.setAttribute('form', 'picture-tools');	/* none: no answer of the form around it */
			radio.name = 'picture-tool';
			radio.addEventListener('change', (event) => {
				event.stopPropagation();
				this.painting.tool = key;
			});
			return part('label', {className: 'chip'}, radio, part('span', {textContent: this.text(key)}));
		};
		const tools = part('fieldset', {className: 'field'}, part('legend', {className: 'visually-hidden', textContent: this.text('tool')}),
			part('div', {className: 'chips'}, tool('box', true), tool('pen', false), this.button('undo', 'button quiet small', () => this.painting.undo())));
		this.stage.replaceChildren(
			part('p', {id: 'picture-paint', className: 'hint'}, `${this.text('paint')} `, part('span', {className: 'picture-keys', textContent: this.text('keys')})), tools, canvas);
		this.stage.hidden = false;
		this.use.focus({preventScroll: true});
	}

	/* Until it has arrived all of it stays here: press again, and it is tried again. */
	async send() {
		if (!this.painting) {
			this.say(this.text('none'));
			this.file.focus();
			return;
		}
		this.busy(true);
		this.say(this.text('sending', {n: 0}), false);
		try {
			const blob = await this.painting.bytes(this.type);
			const {form, carried} = this.filling;
			const address = `/s/${encodeURIComponent(form.raw.code)}/media?lang=${form.raw.ui ?? form.raw.lang}`;
			this.take(await uploadPatiently(address, blob, carried.code, (n) => this.say(this.text('sending', {n}), false), this.text('failed')));
		} catch (error) {
			this.busy(false);
			this.say(error.message);
			this.use.focus({preventScroll: true});
		}
	}

	busy(is) {
		for (const e of this.dialog.querySelectorAll('input, button'))
			e.disabled = is;
		this.stage.inert = is;
	}

	/* As the answer; "" takes it away. The field says which it is. */
	take(hash) {
		const {filling, q} = this;
		const input = filling.element.querySelector(`input[name="${CSS.escape(q.field)}"]`);
		this.dialog.close();
		if (!input)
			return;
		input.value = hash;
		filling.answers.set(q.path, [hash]);
		filling.known = undefined;
		filling.changed(input, true);
		const old = document.getElementById(`q${q.number}`);
		const field = new Show(filling.form, filling.state(), filling.templates, filling.shownFaults()).fields(filling.at).find(({id}) => id === old.id);
		const made = field && filling.make(field);
		if (made) {
			old.replaceWith(made);
			filling.parts.replaced(old, made);
		}
	}

	closed() {
		this.dialog.remove();
		this.filling.element.querySelector(`button[value="${CSS.escape(this.name)}"]`)?.focus();
	}
}

/* Of a question, by the button beside it. */
export function picture(filling, button) {
	const q = filling.form.byField.get(button.value.slice('picture:'.length));
	if (q)
		new Chooser(filling, q, button);
}
