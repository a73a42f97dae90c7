/** The checks and what runs them: the largest part of maildiag, which half of the commands never need. */
export async function loadDiagnosis() {
  const [{ CHECKS, RELAY_CHECKS, REPUTATION_CHECKS, SENDER_CHECKS }, { diagnose }, { askOnce }] = await Promise.all([
    import("../diagnosis/checks/index.ts"),
    import("../diagnosis/diagnose.ts"),
    import("../diagnosis/questions.ts"),
  ]);
  return { CHECKS, RELAY_CHECKS, REPUTATION_CHECKS, SENDER_CHECKS, diagnose, askOnce };
}
