// PouchDB's own server, express-pouchdb over LevelDB on disk, with the page beside it:
//
//   node pouch/server.mjs PORT FOLDER

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const express = createRequire(require.resolve("express-pouchdb"))("express");
const expressPouch = require("express-pouchdb");
const PouchDB = require("pouchdb");

const [port, folder] = process.argv.slice(2);
const Disk = PouchDB.defaults({ prefix: `${folder}/` });
const app = express();
app.use("/page", express.static(fileURLToPath(new URL("page", import.meta.url))));
app.use("/dist", express.static(fileURLToPath(new URL("../node_modules/pouchdb/dist", import.meta.url))));
const settings = { configPath: `${folder}/config.json`, logPath: `${folder}/log.txt`, mode: "minimumForPouchDB" };
app.use("/db", expressPouch(Disk, settings));
app.listen(Number(port), "127.0.0.1");
