// A cut that nobody is told of: WebRTC's packets vanish, every channel stays "open".

/**
 * Makes a browser one whose WebRTC can be cut. It must come before the page: Chromium
 * takes only sockets under its control that were opened after the first conditions.
 */
export async function cuttable(person) {
  const session = await person.context.newCDPSession(person.page);
  const lose = (packetLoss) =>
    session.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: 0,
      downloadThroughput: 1e9,
      uploadThroughput: 1e9,
      packetLoss,
    });
  await session.send("Network.enable");
  await lose(1e-9);
  person.cut = () => lose(100);
}
