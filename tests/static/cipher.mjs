/* ChaCha20 gives what RFC 8439 (2.4.2) gives, and its own bytes back. */
import {chacha20} from '../../www/static/cipher.js';

const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
const key = Uint8Array.from({length: 32}, (_, i) => i);
const nonce = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0x4a, 0, 0, 0, 0]);
const text = 'Ladies and Gentlemen of the class of \'99: If I could offer you only one tip for the future, sunscreen would be it.';
const wanted = '6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0bf91b65c5524733ab8f593dabcd62b3571639d624e65152ab8f530c359f0861d8'
	+ '07ca0dbf500d6a6156a38e088a22b65e52bc514d16ccf806818ce91ab77937365af90bbf74a35be6b40b8eedf2785e42874d';
const sealed = chacha20(key, nonce, new TextEncoder().encode(text));
const long = Uint8Array.from({length: 70001}, (_, i) => i * 7);
const results = [
	['the example of the RFC', hex(sealed) === wanted],
	['opened, it is the text', new TextDecoder().decode(chacha20(key, nonce, sealed)) === text],
	['under another nonce it is not', new TextDecoder().decode(chacha20(key, Uint8Array.from([...nonce].fill(1)), sealed)) !== text],
	['over many blocks, too', hex(chacha20(key, nonce, chacha20(key, nonce, long))) === hex(long)],
	['nothing is nothing', chacha20(key, nonce, new Uint8Array()).length === 0],
];
results.forEach(([what, ok], i) => console.log(`${ok ? 'ok' : 'not ok'} ${i + 1} - ${what}`));
console.log(`1..${results.length}`);
process.exitCode = results.every(([, ok]) => ok) ? 0 : 1;
