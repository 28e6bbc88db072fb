# frozen_string_literal: true

# Runs all rules of cfn_nag over the templates named on standard input, each in its turn: one that it can't read ends
# the run of its own command. Prints file, rule and logical ID, with tabs between; a line without rule for each file read.
require 'cfn-nag'

CfnNagLogging.configure_logging(debug: false)
nag = CfnNag.new(config: CfnNagConfig.new(isolate_custom_rule_exceptions: true))
$stdin.read.split("\n").each do |file|
  violations = nag.audit(cloudformation_string: File.read(file))[:violations]
  next if violations.any? { |violation| violation.id == 'FATAL' }

  puts "#{file}\t"
  violations.each { |violation| violation.logical_resource_ids.each { |id| puts "#{file}\t#{violation.id}\t#{id}" } }
rescue StandardError
  next
end
