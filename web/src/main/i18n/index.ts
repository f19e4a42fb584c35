// The words of the page. Another language is another Catalogue, chosen here.

import { en } from "./en";

export type Catalogue = typeof en;

export const t: Catalogue = en;

document.documentElement.lang = t.language;
document.documentElement.dir = t.direction;
