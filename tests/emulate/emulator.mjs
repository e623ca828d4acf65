// emulate's GitHub, kept between tests: "reset" on standard input makes it as new, and each reset is answered.
import { createInterface } from "node:readline";

const [api, port, baseUrl, seed] = process.argv.slice(2);
const { createEmulator } = await import(api);
const emulator = await createEmulator({ service: "github", port: +port, baseUrl, seed: JSON.parse(seed) });
console.log("ready");
for await (const _line of createInterface({ input: process.stdin })) {
  emulator.reset();
  console.log("ready");
}
await emulator.close();
process.exit(0);
