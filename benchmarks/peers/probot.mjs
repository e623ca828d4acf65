// Probot verifies and parses before it calls this, and answers 202 when it returns.
export default (app) => {
  app.on("issues.closed", async () => {});
};
