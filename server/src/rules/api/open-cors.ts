/** Buckets, APIs and functions that answer scripts of every origin. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { at, stringOf, walk } from '../../core/value.ts';
import { setting } from '../setting.ts';

export const openCors = defineRule({
  id: 'api/open-cors',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Buckets, APIs and function URLs answer the origins that are meant.',
    why: `With \`*\` a script on any page may call the API or read the bucket from the browser of whoever looks at that page, and inside of a
company network from there. That is right for what is public anyway; everything else names the origins of its own pages.`,
    bad: [
      yaml`
        Resources:
          Uploads:
            Type: AWS::S3::Bucket
            Properties:
              CorsConfiguration:
                CorsRules:
                  - AllowedMethods: [PUT]
                    AllowedOrigins: ['*']
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::ApiGatewayV2::Api",
              "Properties": { "Name": "orders", "ProtocolType": "HTTP", "CorsConfiguration": { "AllowOrigins": ["*"] } }
            }
          }
        }
      `,
      cdk`
        new s3.CfnBucket(this, 'Uploads', {
          corsConfiguration: { corsRules: [{ allowedMethods: ['PUT'], allowedOrigins: ['*'] }] },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Uploads:
            Type: AWS::S3::Bucket
            Properties:
              CorsConfiguration:
                CorsRules:
                  - AllowedMethods: [PUT]
                    AllowedOrigins: ['https://shop.corp.net']
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::ApiGatewayV2::Api",
              "Properties": { "Name": "orders", "ProtocolType": "HTTP", "CorsConfiguration": { "AllowOrigins": ["https://shop.corp.net"] } }
            }
          }
        }
      `,
      cdk`
        new s3.CfnBucket(this, 'Uploads', {
          corsConfiguration: { corsRules: [{ allowedMethods: ['PUT'], allowedOrigins: ['https://shop.corp.net'] }] },
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html',
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html',
    ],
  },
  ...setting({
    places: {
      'AWS::S3::Bucket': 'CorsConfiguration.CorsRules.*.AllowedOrigins',
      'AWS::ApiGatewayV2::Api': 'CorsConfiguration.AllowOrigins',
      'AWS::Lambda::Url': 'Cors.AllowOrigins',
    },
    wrong: value => value.kind === 'list' && value.items.some(item => stringOf(item) === '*'),
    // Which methods only read is said beside it, and public files are read by everybody.
    concerns: resource => resource.type !== 'AWS::S3::Bucket' || !readsOnly(resource),
    message: '{name} answers scripts of every origin{when}.',
    // Only the user knows where the pages are.
    mend: null,
  }),
});

/** Whether no rule of a bucket allows anything but reading. */
function readsOnly({ properties }: Resource): boolean {
  let writes = false;
  walk(at(properties, 'CorsConfiguration'), value => {
    if (/^(PUT|POST|DELETE)$/.test(stringOf(value) ?? '')) writes = true;
  });
  return !writes;
}
