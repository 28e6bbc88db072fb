/**
 * CloudFormation's own words in a sentence each: pseudo parameters and intrinsic functions.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */

export const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': 'The number of the account that the stack is deployed to, `123456789012`.',
  'AWS::NotificationARNs': 'The list of the topics that hear of the stack’s events.',
  'AWS::NoValue': 'Takes the property away, as if it were not written; what `Fn::If` gives where nothing should be.',
  'AWS::Partition': 'The partition of ARNs: `aws`, in China `aws-cn`, in GovCloud `aws-us-gov`.',
  'AWS::Region': 'The region that the stack is deployed to, `eu-central-1`.',
  'AWS::StackId': 'The ARN of the stack.',
  'AWS::StackName': 'The name of the stack.',
  'AWS::URLSuffix': 'The end of AWS’s host names, `amazonaws.com`, in China `amazonaws.com.cn`.',
};

export const FUNCTIONS: Readonly<Record<string, string>> = {
  Ref: 'The value of a parameter, or what identifies a resource: its name, ID or ARN, by its type.',
  Condition: 'Whether another condition holds.',
  'Fn::And': 'True if all of 2 to 10 conditions hold.',
  'Fn::Base64': 'A string in Base64, as `UserData` wants it.',
  'Fn::Cidr': 'Blocks of addresses cut out of one: `[block, count, bits]`.',
  'Fn::Equals': 'True if two values are the same.',
  'Fn::FindInMap': 'A value of a mapping: `[mapping, first key, second key]`.',
  'Fn::GetAtt': 'An attribute of a resource, known when it is deployed.',
  'Fn::GetAZs': 'The availability zones of a region.',
  'Fn::If': 'One of two values by a condition: `[condition, if it holds, if not]`.',
  'Fn::ImportValue': 'What another stack of the account and region exports under a name.',
  'Fn::Join': 'Values joined to one string: `[delimiter, list]`.',
  'Fn::Length': 'How many items a list has (`AWS::LanguageExtensions`).',
  'Fn::Not': 'True if a condition does not hold.',
  'Fn::Or': 'True if one of 2 to 10 conditions holds.',
  'Fn::Select': 'An item of a list by its number from 0: `[number, list]`.',
  'Fn::Split': 'A string taken apart to a list: `[delimiter, string]`.',
  'Fn::Sub': 'A string with `${Name}`, `${Name.Attribute}` and `${AWS::…}` filled in; `${!Name}` stays as `${Name}`.',
  'Fn::ToJsonString': 'A value as JSON in a string (`AWS::LanguageExtensions`).',
  'Fn::Transform': 'Hands what stands here to a macro.',
};
