import { agenda } from "./agenda";
import { colleagues } from "./colleagues";
import { common } from "./common";
import { emergency } from "./emergency";
import { entry } from "./entry";
import { mail } from "./mail";
import { patient } from "./patient";
import { patients } from "./patients";
import { room } from "./room";
import { roster } from "./roster";
import { rules } from "./rules";
import { task } from "./task";
import { welcome } from "./welcome";

export const en = { ...common, ...welcome, ...patients, ...patient, ...entry, ...colleagues, ...rules, ...mail, ...room, ...roster, ...agenda, ...task, ...emergency };
