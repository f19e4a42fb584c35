// Draws the PNG icons from public/icon.svg with Chromium. Run by hand when the icon changes:
//   node web/build/icons.mjs

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const at = (name) => fileURLToPath(new URL(`../public/${name}`, import.meta.url));
const svg = readFileSync(at("icon.svg"), "utf8");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
await draw("icon-192.png", 192, 0);
await draw("icon-512.png", 512, 0);
// A mask may cut a fifth from each side: fill the ground and shrink the bag.
await draw("icon-maskable.png", 512, 0.1);
await browser.close();

async function draw(name, size, margin) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const inner = Math.round(size * (1 - 2 * margin));
  const ground = margin ? "#0b6b62" : "transparent";
  await page.setContent(
    `<style>body{margin:0;background:${ground};display:grid;place-items:center;height:100vh}svg{width:${inner}px}</style>${svg}`,
  );
  await page.screenshot({ path: at(name), omitBackground: true });
  await page.close();
}
