// One of two pages; they signal to each other by a BroadcastChannel.
import { hostPeerConnections } from "../../../src/main/rtc-host";
import workerUrl from "./worker.js?worker&url";

const query = new URLSearchParams(location.search);
if (query.has("ports")) {
  // A browser without transferable data channels refuses them like this.
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (message, transfer) {
    if (transfer?.some?.((item) => item instanceof RTCDataChannel)) throw new DOMException("no", "DataCloneError");
    return post.call(this, message, transfer);
  };
}
const air = new BroadcastChannel("air");
const worker = new Worker(workerUrl, { type: "module" });
const { port1, port2 } = new MessageChannel();
hostPeerConnections(port1);
window.reports = [];
worker.onmessage = ({ data }) => (data.signal ? air.postMessage(data.signal) : window.reports.push(data.report));
air.onmessage = ({ data }) => worker.postMessage({ signal: data });
window.closeChannel = () => worker.postMessage({ close: true });
worker.postMessage({ port: port2, offers: query.has("offers") }, [port2]);
