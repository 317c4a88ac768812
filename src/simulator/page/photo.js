// Choosing a photo: from the device or a drawn example; shown before it goes out. Previews are drawn, so no blob address is needed.
import { byId } from './dom.js';

const LARGEST_BYTES = 10 * 1024 ** 2;
/** The platform passes on photos up to 2 MB; a phone makes them smaller before sending, and so does this page. */
const PASSED_ON_BYTES = 1.9 * 1024 ** 2;
const LONGEST_SIDE = 1600;

/**
 * @param {(words: string) => void} tell
 * @returns {Promise<Blob | null>} null when nothing is to be sent
 */
export function choosePhoto(tell) {
  const dialog = byId('photo-dialog', HTMLDialogElement);
  const canvas = byId('photo-preview', HTMLCanvasElement);
  const file = byId('photo-file', HTMLInputElement);
  const confirm = byId('photo-send', HTMLButtonElement);
  const example = byId('photo-example', HTMLButtonElement);
  const cancel = byId('photo-cancel', HTMLButtonElement);
  const leaving = new AbortController();
  const on = { signal: leaving.signal };
  /** @type {Blob | null} */
  let chosen = null;

  /** @param {Blob} photo */
  async function preview(photo) {
    if (photo.size > LARGEST_BYTES) return tell('照片请不要超过 10 MB');
    try {
      const picture = await createImageBitmap(photo);
      draw(canvas, picture, 640);
      chosen = photo.size > PASSED_ON_BYTES ? await shrink(picture) : photo;
      canvas.hidden = false;
      confirm.disabled = false;
      confirm.focus();
    } catch {
      tell('这个文件打不开，请换一张照片');
    }
  }

  file.value = '';
  canvas.hidden = true;
  confirm.disabled = true;
  dialog.showModal();
  return new Promise((resolve) => {
    /** @param {Blob | null} photo */
    const leave = (photo) => {
      leaving.abort();
      dialog.close();
      resolve(photo);
    };
    file.addEventListener('change', () => file.files?.[0] && void preview(file.files[0]), on);
    example.addEventListener('click', async () => preview(await drawExample()), on);
    confirm.addEventListener('click', () => leave(chosen), on);
    cancel.addEventListener('click', () => leave(null), on);
    dialog.addEventListener('cancel', () => leave(null), on);
  });
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {ImageBitmap} picture
 * @param {number} longest
 */
function draw(canvas, picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
}

/** @param {ImageBitmap} picture */
function shrink(picture) {
  const canvas = document.createElement('canvas');
  draw(canvas, picture, LONGEST_SIDE);
  return toJpeg(canvas);
}

/**
 * @param {HTMLCanvasElement} canvas
 * @returns {Promise<Blob>}
 */
function toJpeg(canvas) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', 0.85);
  });
}

/** A kitchen with a burst pipe under the sink, drawn. */
function drawExample() {
  const canvas = document.createElement('canvas');
  canvas.width = 960;
  canvas.height = 720;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  /**
   * @param {string} colour
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   * @param {number} [round]
   */
  const box = (colour, x, y, width, height, round = 0) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.roundRect(x, y, width, height, round);
    pen.fill();
  };
  const wall = pen.createLinearGradient(0, 0, 0, 560);
  wall.addColorStop(0, '#e9e4da');
  wall.addColorStop(1, '#d6cfc2');
  pen.fillStyle = wall;
  pen.fillRect(0, 0, 960, 560);
  pen.strokeStyle = '#c6beaf';
  pen.lineWidth = 2;
  for (let x = 0; x <= 960; x += 96) pen.strokeRect(x, -2, 96, 240);
  pen.strokeRect(0, 118, 960, 2);
  box('#8d8579', 0, 560, 960, 160);
  box('#f4f1ec', 120, 250, 720, 30, 6);
  box('#bfc6cb', 330, 240, 300, 16, 8);
  box('#9aa3a9', 466, 130, 22, 114, 10);
  box('#9aa3a9', 466, 130, 110, 22, 10);
  box('#6d5f50', 120, 280, 240, 290);
  box('#6d5f50', 600, 280, 240, 290);
  box('#3f382f', 360, 280, 240, 290);
  box('#b9c0c4', 462, 280, 34, 120, 6);
  box('#b9c0c4', 462, 420, 34, 150, 6);
  box('#7c8488', 452, 392, 54, 36, 6);
  pen.lineCap = 'round';
  for (let n = 0; n < 46; n++) {
    const angle = -2.9 + (n / 45) * 2.7;
    const reach = 90 + ((n * 53) % 150);
    pen.strokeStyle = n % 3 === 0 ? 'rgba(255,255,255,.9)' : 'rgba(150,205,240,.85)';
    pen.lineWidth = 2 + (n % 4);
    pen.beginPath();
    pen.moveTo(480, 410);
    pen.quadraticCurveTo(
      480 + Math.cos(angle) * reach,
      400 + Math.sin(angle) * reach * 0.7,
      480 + Math.cos(angle) * reach * 1.7,
      470 + ((n * 29) % 130),
    );
    pen.stroke();
  }
  const puddle = pen.createRadialGradient(480, 640, 30, 480, 640, 420);
  puddle.addColorStop(0, 'rgba(190,228,250,.95)');
  puddle.addColorStop(1, 'rgba(120,170,200,.25)');
  pen.fillStyle = puddle;
  pen.beginPath();
  pen.ellipse(480, 640, 410, 66, 0, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = 'rgba(20,20,20,.62)';
  pen.fillRect(0, 676, 960, 44);
  pen.fillStyle = '#fff';
  pen.font = '22px sans-serif';
  pen.fillText('演示照片：水槽下面的水管爆了', 24, 706);
  return toJpeg(canvas);
}
