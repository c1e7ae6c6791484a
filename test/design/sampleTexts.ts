import type { Texts } from '../../src/web/locale.js'

const text = (en: string, ar: string): Texts => ({ en, ar })

/** What the sample pages say: close to the product's own words, long enough to wrap, in both directions. */
export const sample = {
  course: text('Foundations of Practice · Week 4', 'أسس الممارسة · الأسبوع الرابع'),
  title: text('Build a predictable classroom', 'بناء صفّ يمكن توقّع ما يجري فيه'),
  shows: text(
    'You will show how you plan a routine that helps students who have lived through displacement feel safe enough to learn.',
    'ستُظهر كيف تخطّط لروتين يساعد الطلاب الذين عاشوا النزوح على الشعور بأمان يكفي ليتعلّموا.',
  ),
  feedbackTitle: text('One criterion to go', 'بقي معيار واحد'),
  feedbackText: text(
    'Your routine is clear and kind. Say what you do on the day it has to change, and you are there.',
    'روتينك واضح ولطيف. أخبرنا ماذا تفعل في اليوم الذي يتغيّر فيه، وستكون قد وصلت.',
  ),
  typed: text(
    'Every morning begins with the same three things: a greeting at the door, the plan on the board with pictures, and two quiet minutes.\n\nI tell the children the evening before if anything will be different.',
    'يبدأ كل صباح بالأشياء الثلاثة نفسها: تحية عند الباب، والخطة على اللوح بالصور، ودقيقتان من الهدوء.\n\nوأخبر الأطفال في المساء السابق إن كان شيء سيتغيّر.',
  ),
  w: {
    time: text('Takes about', 'يستغرق نحو'),
    timeValue: text('3 hours', '٣ ساعات'),
    hours: text('Hours you earn', 'الساعات التي تكسبها'),
    counts: text('Counts for', 'تُحتسب من أجل'),
    countsValue: text('Arizona recertification', 'تجديد الرخصة في أريزونا'),
    stones: text('Three of five stones so far', 'ثلاثة أحجار من خمسة حتى الآن'),
    evidence: text('Your evidence', 'أدلّتك'),
    reflection: text('What did you change, and why?', 'ماذا غيّرت، ولماذا؟'),
    reflectionHint: text(
      '150 to 400 words. Write as you would to a colleague.',
      'من ١٥٠ إلى ٤٠٠ كلمة. اكتب كما تكتب لزميل.',
    ),
    link: text('A link to your plan', 'رابط إلى خطتك'),
    file: text('Your routine as a document or photo', 'روتينك في مستند أو صورة'),
    fileHint: text('PDF, Word or a picture, up to 20 MB', 'ملف PDF أو Word أو صورة، حتى ٢٠ ميغابايت'),
    send: text('Send to your assessor', 'أرسل إلى المقيّم'),
    later: text('Finish later', 'أكمل لاحقًا'),
    pass: text('What a pass looks like', 'كيف يبدو النجاح'),
    attempts: text('Your attempts', 'محاولاتك'),
    now: text('You are here', 'أنت هنا'),
    sources: text('Read before you start', 'اقرأ قبل أن تبدأ'),
    example: text('See an example that passed', 'اطّلع على مثال ناجح'),
    monday: text('Good morning, Layla', 'صباح الخير يا ليلى'),
    stuck: text('Stuck', 'متعثّرون'),
    waited: text('Has not come back to the feedback for 9 days', 'لم يعد إلى الملاحظات منذ ٩ أيام'),
    nudge: text('Write to them', 'اكتب إليهم'),
    celebrate: text('To celebrate', 'للاحتفال'),
    nothing: text('Nothing new since Friday', 'لا جديد منذ الجمعة'),
    nothingText: text('When somebody earns a badge it appears here.', 'عندما ينال أحدهم شارة تظهر هنا.'),
    look: text('See all badges', 'شاهد كل الشارات'),
    grid: text('Everyone, week by week', 'الجميع، أسبوعًا بأسبوع'),
    all: text('Everyone', 'الجميع'),
    name: text('Name', 'الاسم'),
    posts: text('Scores sent to the gradebook', 'الدرجات المرسلة إلى سجلّ الدرجات'),
    state: text('State', 'الحالة'),
    queue: text('Your queue', 'قائمتك'),
    promise: text('Promised by Thursday 12 March', 'الموعد الخميس ١٢ مارس'),
    comment: text('What you saw, and what to do next', 'ما رأيته، وما الخطوة التالية'),
    finalise: text('Finalise', 'اعتماد التقييم'),
    addMoodle: text('Add Cairn to Moodle', 'أضف كيرن إلى مودل'),
    selfTest: text('The self-test passed', 'نجح الاختبار الذاتي'),
    selfTestText: text(
      'Moodle reached us, and we reached Moodle, 2 minutes ago.',
      'وصل مودل إلينا ووصلنا إليه قبل دقيقتين.',
    ),
    pending: text('Waiting for your approval', 'بانتظار موافقتك'),
    pendingText: text('A platform registered itself this morning.', 'سجّلت منصة نفسها هذا الصباح.'),
    down: text('Moodle does not answer', 'مودل لا يجيب'),
    downText: text('Scores wait here and are sent when it is back.', 'تنتظر الدرجات هنا وتُرسل عندما يعود.'),
    stepOne: text('Open the external tools page', 'افتح صفحة الأدوات الخارجية'),
    stepOneText: text(
      'Site administration, Plugins, External tool, Manage tools.',
      'إدارة الموقع، الإضافات، أداة خارجية، إدارة الأدوات.',
    ),
    stepTwo: text(
      'Paste this address and choose Add LTI Advantage',
      'الصق هذا العنوان واختر Add LTI Advantage',
    ),
    registrationUrl: text('Registration address', 'عنوان التسجيل'),
    stepThree: text('Activate it', 'فعّلها'),
    stepThreeText: text(
      'A card named Cairn appears. Choose Activate.',
      'تظهر بطاقة باسم كيرن. اختر Activate.',
    ),
    institution: text('Your institution', 'مؤسستك'),
    edit: text('Change it', 'غيّرها'),
    email: text('E-mail', 'البريد الإلكتروني'),
    who: text('Who may see this?', 'من يمكنه رؤية هذا؟'),
    share: text('Show my badges to my institution', 'أظهر شاراتي لمؤسستي'),
    off: text('Switch off', 'إيقاف'),
    valid: text('Yes, this badge is real', 'نعم، هذه الشارة صحيحة'),
    validText: text(
      'It was issued by Carey Institute and has not been changed since.',
      'أصدرها معهد كاري ولم تتغيّر منذ ذلك الحين.',
    ),
    issued: text('Issued', 'تاريخ الإصدار'),
    checks: text('What we checked', 'ما تحقّقنا منه'),
    signature: text('The signature fits', 'التوقيع مطابق'),
    revoked: text('It was taken back', 'جرى سحبها'),
    issuer: text('The issuer could not be reached', 'تعذّر الوصول إلى الجهة المُصدِرة'),
    yes: text('Yes', 'نعم'),
    no: text('No', 'لا'),
    unknown: text('We cannot tell', 'لا نستطيع الجزم'),
    another: text('Check another badge', 'تحقّق من شارة أخرى'),
    check: text('Check it', 'تحقّق'),
  },
} as const

/** A rubric of two criteria and three levels, for reading and for judging. */
export const sampleCriteria = [
  {
    name: text('The routine is predictable', 'الروتين قابل للتوقّع'),
    asks: text('Could a child say in the morning what will come?', 'هل يستطيع الطفل أن يقول صباحًا ما سيأتي؟'),
    chosen: 'meets',
  },
  {
    name: text('Change is announced', 'التغيير يُعلن مسبقًا'),
    asks: text('What happens on the day the plan changes?', 'ماذا يحدث في اليوم الذي تتغيّر فيه الخطة؟'),
    chosen: 'notYet',
  },
]

export const sampleLevels = [
  {
    id: 'notYet',
    name: text('Not yet', 'ليس بعد'),
    meets: false,
    text: text(
      'The day is described, but not how the children know of it.',
      'يوصف اليوم، لكن لا يُذكر كيف يعرفه الأطفال.',
    ),
  },
  {
    id: 'meets',
    name: text('Proficient', 'متقن'),
    meets: true,
    text: text(
      'Signs, words and pictures tell every child what comes next.',
      'إشارات وكلمات وصور تخبر كل طفل بما يأتي.',
    ),
  },
  {
    id: 'beyond',
    name: text('Leading', 'رائد'),
    meets: true,
    text: text(
      'The children run the routine and teach it to newcomers.',
      'يدير الأطفال الروتين ويعلّمونه للقادمين الجدد.',
    ),
  },
]
