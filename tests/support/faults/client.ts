import { type PulumiCall, perform } from "./operation";

// A separate process, so that it can be killed: receives one operation, reports its steps, then its result.
process.once("message", (operation: PulumiCall) => {
  void perform(operation, (step) => process.send?.({ step })).then((ended) => {
    process.send?.({ ended }, () => process.disconnect());
  });
});
