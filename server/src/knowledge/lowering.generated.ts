/**
 * How the constructs of aws-cdk-lib become CloudFormation: a `LoweringTable`.
 *
 * Generated: do not edit. Refresh with `npm run generate`.
 * Source: aws-cdk-lib 2.276.0 (Apache-2.0), observed by making each construct with each prop
 */
export const json: string = String.raw`{
"version":"2.276.0",
"constructs":{},
"statics":{},
"l1":{},
"l1Names":{}
}`;
