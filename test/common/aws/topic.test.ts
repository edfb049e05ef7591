import { CreateTopicCommand, DeleteTopicCommand, SetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { beforeEach, describe, expect, it } from "vitest";
import { deleteTopic, ensureTopic } from "../../../common/aws/topic.ts";
import { awsError, STACK } from "../given.ts";
import { inputsOf, resetMocks, sent, sns } from "../mocks.ts";
import { clients, DENIED, UNEXPECTED } from "./given.ts";

beforeEach(resetMocks);

describe("ensureTopic", () => {
  const ensure = () => ensureTopic(clients.sns, STACK.topicName);

  it("creates a topic that is signed with SHA-256, or finds it", async () => {
    sns.on(CreateTopicCommand).resolves({ TopicArn: STACK.topicArn });
    expect(await ensure()).toBe(STACK.topicArn);
    expect(inputsOf(CreateTopicCommand)).toEqual([
      { Name: STACK.topicName, Attributes: { SignatureVersion: "2" } },
    ]);
    expect(sent()).toEqual(["CreateTopic"]);
  });

  it.each(["InvalidParameterException", ...DENIED])(
    "takes a plain topic after %s, and sets how it is signed",
    async (name) => {
      sns.on(CreateTopicCommand).rejectsOnce(awsError(name)).resolves({ TopicArn: STACK.topicArn });
      expect(await ensure()).toBe(STACK.topicArn);
      expect(inputsOf(CreateTopicCommand)[1]).toEqual({ Name: STACK.topicName, Attributes: {} });
      expect(inputsOf(SetTopicAttributesCommand)).toEqual([
        { TopicArn: STACK.topicArn, AttributeName: "SignatureVersion", AttributeValue: "2" },
      ]);
    },
  );

  it("leaves the topic signed with SHA-1 where it may not change that", async () => {
    sns
      .on(CreateTopicCommand)
      .rejectsOnce(awsError("InvalidParameterException"))
      .resolves({ TopicArn: STACK.topicArn });
    sns.on(SetTopicAttributesCommand).rejects(awsError("AuthorizationErrorException"));
    expect(await ensure()).toBe(STACK.topicArn);
  });

  it.each(UNEXPECTED)("throws %s", async (error) => {
    sns.on(CreateTopicCommand).rejects(error);
    await expect(ensure()).rejects.toBe(error);
  });

  it("throws what is wrong with the attribute", async () => {
    const error = awsError("InternalErrorException", "x", 500);
    sns
      .on(CreateTopicCommand)
      .rejectsOnce(awsError("InvalidParameterException"))
      .resolves({ TopicArn: STACK.topicArn });
    sns.on(SetTopicAttributesCommand).rejects(error);
    await expect(ensure()).rejects.toBe(error);
  });

  it("does not take an answer without an ARN for success", async () => {
    sns.on(CreateTopicCommand).resolves({});
    await expect(ensure()).rejects.toThrow("answered without an ARN");
  });
});

describe("deleteTopic", () => {
  it("deletes it, or finds it gone", async () => {
    await deleteTopic(clients.sns, STACK.topicArn);
    sns.on(DeleteTopicCommand).rejects(awsError("NotFoundException"));
    await deleteTopic(clients.sns, STACK.topicArn);
    expect(inputsOf(DeleteTopicCommand)).toEqual([
      { TopicArn: STACK.topicArn },
      { TopicArn: STACK.topicArn },
    ]);
  });

  it.each([...UNEXPECTED, awsError("AuthorizationErrorException")])("throws %s", async (error) => {
    sns.on(DeleteTopicCommand).rejects(error);
    await expect(deleteTopic(clients.sns, STACK.topicArn)).rejects.toBe(error);
  });
});
