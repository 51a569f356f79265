import { type Operation, perform } from "./operation";

// A client of its own, so that it can be killed: gets one operation, tells its steps, then how it ended.
process.once("message", (operation: Operation) => {
  void perform(operation, (step) => process.send?.({ step })).then((ended) => {
    process.send?.({ ended }, () => process.disconnect());
  });
});
