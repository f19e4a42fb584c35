// Films for a camera: what one person's screen shows, as another person's device sees it.

import { writeFileSync } from "node:fs";

const size = { width: 1280, height: 720 };

/** Writes a film in which there is nothing to see; a browser wants its file to be there when it starts. */
export function blank(file) {
  write(file, Buffer.alloc(size.width * size.height, 90));
  return file;
}

/** Films what a locator shows: a screenshot of it, held a little askew, on a grey ground. */
export async function film(locator, file) {
  const picture = (await locator.screenshot()).toString("base64");
  const desk = await locator.page().context().newPage(); // one without the app's policy
  const luma = await desk.evaluate(draw, [picture, size]);
  await desk.close();
  write(file, Buffer.from(luma, "base64"));
}

/** Runs in a page: draws a PNG and returns the luminance of each pixel. */
async function draw([picture, { width, height }]) {
  const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.fillStyle = "#5a5a5a";
  context.fillRect(0, 0, width, height);
  context.translate(width / 2 + 40, height / 2 - 10);
  context.rotate(0.07);
  const scale = (height * 0.8) / Math.max(image.width, image.height);
  context.filter = "blur(0.6px) contrast(0.8)";
  context.drawImage(image, (-image.width * scale) / 2, (-image.height * scale) / 2, image.width * scale, image.height * scale);
  const { data } = context.getImageData(0, 0, width, height);
  let text = "";
  for (let i = 0; i < data.length; i += 4) {
    text += String.fromCharCode(Math.round(0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2]));
  }
  return btoa(text);
}

/** Writes one frame, which a camera of this file repeats, as uncompressed YUV4MPEG2 without colour. */
function write(file, luma) {
  const head = `YUV4MPEG2 W${size.width} H${size.height} F10:1 Ip A1:1 C420jpeg\nFRAME\n`;
  const colour = Buffer.alloc(luma.length / 2, 128);
  writeFileSync(file, Buffer.concat([Buffer.from(head), luma, colour]));
}
