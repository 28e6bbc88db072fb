import * as AWS from 'aws-sdk';

const documents = new AWS.DynamoDB.DocumentClient();

export async function handler(event: { orderId: string }) {
  const found = await documents.get({ TableName: process.env.TABLE_NAME!, Key: { orderId: event.orderId } }).promise();
  return found.Item;
}
