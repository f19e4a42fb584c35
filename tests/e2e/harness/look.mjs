// Looks at a screen as six people see it: on a desk, a tablet and a phone, light and dark.

import { AxeBuilder } from "@axe-core/playwright";
import { mkdirSync } from "node:fs";

const sizes = { desktop: { width: 1280, height: 800 }, tablet: { width: 800, height: 1280 }, phone: { width: 390, height: 844 } };
const colours = ["light", "dark"];
const out = "tests/e2e/out";

/**
 * Takes a picture of the page in each size and colour, into tests/e2e/out, and returns
 * what axe-core finds wrong and where the page scrolls sideways, a line each.
 */
export async function look(page, name) {
  mkdirSync(out, { recursive: true });
  const wrong = [];
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of colours) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await settled(page);
      await page.screenshot({ path: `${out}/${name}-${size}-${colorScheme}.png` });
      wrong.push(...(await violations(page)).map((line) => `${name}, ${size}, ${colorScheme}: ${line}`));
    }
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) {
      wrong.push(`${name}, ${size}: scrolls sideways`);
    }
  }
  await page.setViewportSize(sizes.desktop);
  await page.emulateMedia({ colorScheme: "light" });
  return wrong;
}

/** Waits until the lists have what they need in the new size, nothing moves, and two frames were drawn. */
async function settled(page) {
  await page.waitForFunction(() => !document.querySelector(".skeleton-line, .skeleton"));
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

async function violations(page) {
  // Legacy mode spares a window for each look; there are no frames to gather from.
  const found = await new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] }).analyze();
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} at ${node.target.join(" ")}: ${node.failureSummary.replaceAll("\n", " ")}`));
}
