import { render } from "preact";
import { App } from "./app";
import "./styles/index.css";
import { watchIdle } from "./state/idle";
import { watchInstall } from "./state/install";
import { watchMail } from "./state/mail";
import { watchNetwork } from "./state/network";
import { watchTheme } from "./state/preferences";
import { watchRoster } from "./state/roster";
import { watchRoute } from "./state/route";
import { watchSession } from "./state/session";

watchTheme();
watchRoute();
watchNetwork();
watchRoster();
watchMail();
watchSession();
watchIdle();
watchInstall();

render(<App />, document.getElementById("app")!);
