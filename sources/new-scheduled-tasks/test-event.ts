/** An event of this source, for those who build a workflow before the first task is due. */
export default {
  timestamp: "2030-01-31T09:00:00.000Z",
  message: {
    name: "Luke",
    title: "Jedi",
  },
  executionArn:
    "arn:aws:states:us-east-1:123456789012:execution:pipedream-scheduled-tasks-dc_abc1234:8699662d-f707-4005-91a2-ac956223c47c",
};
