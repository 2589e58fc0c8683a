# Why a production did not go on. $line is the scope line's number.

production-unusable = The stored file of line { $line } cannot be used. Nothing has left and the demand is as it was; gather the line again.
production-not-approved = The scope is not the one that was approved. Nothing has left; reopen the review.
production-not-sealed = The stored files no longer give the package that was sealed. Nothing has left; reopen the review and seal again.
production-not-released = The package has not been released, so it is not handed out. Two people must release it first.
production-cut = The work on the files was cut off. The demand is as it was; try again.
